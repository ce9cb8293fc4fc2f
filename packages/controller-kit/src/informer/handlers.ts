/** Is told what happens to objects. It must not change them: they are shared. */
export interface InformerHandler<Item> {
  /** `isInitial`: it was there in the first list. */
  onAdd?(item: Item, isInitial: boolean): void;
  /** Also told with the same object twice, when all are told anew. */
  onUpdate?(before: Item, after: Item): void;
  /** `isStale`: its end was missed; `item` is how it was last seen. */
  onDelete?(item: Item, isStale: boolean): void;
}

/** The handlers of an informer. */
export interface Handlers<Item> {
  added(item: Item, isInitial: boolean): void;
  updated(before: Item, after: Item): void;
  deleted(item: Item, isStale: boolean): void;
  /** Adds one, and tells it of what is there. */
  add(handler: InformerHandler<Item>, present: readonly Item[]): () => void;
}

/** Keeps handlers apart from each other, and from whoever calls them: what one throws is told, and nothing else. */
export function createHandlers<Item>(onError: (error: unknown) => void): Handlers<Item> {
  const handlers = new Set<InformerHandler<Item>>();
  const guard = (call: () => void): void => {
    try {
      call();
    } catch (error) {
      onError(error);
    }
  };
  const each = (call: (handler: InformerHandler<Item>) => void): void => {
    for (const handler of handlers) guard(() => call(handler));
  };
  return {
    added: (item, isInitial) => each((handler) => handler.onAdd?.(item, isInitial)),
    updated: (before, after) => each((handler) => handler.onUpdate?.(before, after)),
    deleted: (item, isStale) => each((handler) => handler.onDelete?.(item, isStale)),
    add(handler, present) {
      handlers.add(handler);
      for (const item of present) guard(() => handler.onAdd?.(item, true));
      return () => void handlers.delete(handler);
    },
  };
}
