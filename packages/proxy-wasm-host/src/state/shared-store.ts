import { Status, type StatusCode } from "../abi/status.ts";
import { type BytesInit, toBytes } from "../bytes.ts";

/** A value with the number that a compare-and-swap has to name. */
export interface SharedValue {
  readonly value: Uint8Array;
  readonly cas: number;
}

interface Queue {
  items: Uint8Array[];
  notify: () => void;
}

/**
 * What all workers of a proxy share, by VM id: data and queues. Hand one store to several hosts to
 * test how several workers, or several plugins of one VM id, get on with each other.
 */
export class SharedStore {
  readonly #data = new Map<string, SharedValue>();
  readonly #tokens = new Map<string, number>();
  readonly #queues = new Map<number, Queue>();
  readonly #posted: (() => void)[] = [];
  #nextCas = 1;

  /** The value of a key, or undefined. */
  get(vmId: string, key: string): SharedValue | undefined {
    return this.#data.get(`${vmId}\0${key}`);
  }

  /** Sets a key; a `cas` other than 0 has to be the one of the value that is there. A key that is not there accepts any. */
  set(vmId: string, key: string, value: BytesInit, cas = 0): StatusCode {
    const present = this.get(vmId, key);
    if (present !== undefined && cas !== 0 && cas !== present.cas) return Status.CAS_MISMATCH;
    this.#data.set(`${vmId}\0${key}`, { value: toBytes(value), cas: this.#nextCas });
    this.#nextCas = (this.#nextCas + 1) >>> 0 || 1;
    return Status.OK;
  }

  /** Opens a queue, or makes the caller its reader. What it holds stays. */
  registerQueue(vmId: string, name: string, notify: () => void): number {
    const key = `${vmId}\0${name}`;
    const token = this.#tokens.get(key) ?? this.#tokens.size + 1;
    this.#tokens.set(key, token);
    const queue = this.#queues.get(token);
    if (queue === undefined) this.#queues.set(token, { items: [], notify });
    else queue.notify = notify;
    return token;
  }

  /** The token of a queue; undefined when nobody has registered it. */
  resolveQueue(vmId: string, name: string): number | undefined {
    return this.#tokens.get(`${vmId}\0${name}`);
  }

  /** Adds an item; the reader hears of it once the call that is running is over. False for an unknown token. */
  enqueue(token: number, item: BytesInit): boolean {
    const queue = this.#queues.get(token);
    if (queue === undefined) return false;
    queue.items.push(toBytes(item));
    this.#posted.push(() => queue.notify());
    return true;
  }

  /** Takes the oldest item; null when the queue is empty, undefined for an unknown token. */
  dequeue(token: number): Uint8Array | null | undefined {
    const queue = this.#queues.get(token);
    return queue === undefined ? undefined : (queue.items.shift() ?? null);
  }

  /** @internal Tells readers of what was enqueued. */
  runPosted(): void {
    for (let task = this.#posted.shift(); task !== undefined; task = this.#posted.shift()) task();
  }
}
