import {
  createInformer,
  type ApiClient,
  type ApiError,
  type Informer,
  type InformerOptions,
} from "@fairlead/controller-kit";
import { LABEL_POOL, poolNames } from "@fairlead/routing-schema";
import { podPools, pods, slimPod, slimPool, type WatchedPod, type WatchedPool } from "./watched-objects.ts";

/** The objects of a pool. */
export interface MirroredPool {
  readonly podPool: WatchedPool | undefined;
  readonly pods: readonly WatchedPod[];
}

/** Pods and PodPools of an API server, kept up to date. */
export interface Mirror {
  /** Names a pool by its namespace and the label of its pods. */
  read(key: string): MirroredPool;
  /** Waits until everything has been listed once; `false` when the signal came first. */
  whenSynced(signal: AbortSignal): Promise<boolean>;
  /** Since the API server was last heard by the watch that has not heard it for longest, in ms. */
  silentMs(): number;
  /** Runs until the signal. */
  run(signal: AbortSignal): Promise<void>;
}

/** What a mirror is made of. */
export interface MirrorOptions {
  readonly client: ApiClient;
  /** Empty: all. */
  readonly namespaces: readonly string[];
  /** See `InformerOptions`. */
  readonly silenceMs: number;
  readonly backOff?: InformerOptions<WatchedPod>["backOff"];
  /** Something happened to the pool of this key. */
  readonly changed: (key: string) => void;
  readonly failed: (error: ApiError, resource: string) => void;
}

interface NamespaceMirror {
  readonly pods: Informer<WatchedPod>;
  readonly podPools: Informer<WatchedPool>;
}

/** Name of the one index of both stores. */
const KEY = "key";

const keyOf = (namespace: string, label: string): string => `${namespace}/${label}`;
const keyOfPod = ({ metadata }: WatchedPod): string =>
  keyOf(metadata.namespace, metadata.labels?.[LABEL_POOL] ?? "");
// The label's value is derived from the name, and long names are shortened: only the name tells the label.
const keyOfPool = ({ metadata: { name, namespace } }: WatchedPool): string =>
  keyOf(namespace, poolNames(namespace, name).label);

function follow<Item extends WatchedPod | WatchedPool>(
  informer: Informer<Item>,
  key: (item: Item) => string,
  changed: (key: string) => void,
): void {
  informer.addHandler({
    onAdd: (item) => changed(key(item)),
    onUpdate(before, after) {
      changed(key(before));
      changed(key(after));
    },
    onDelete: (item) => changed(key(item)),
  });
}

/** Creates a mirror, with two watches for each namespace, or two for all. */
export function createMirror(options: MirrorOptions): Mirror {
  const { backOff, changed, client, failed, silenceMs } = options;

  function mirrorNamespace(namespace: string | undefined): NamespaceMirror {
    const common = { client, namespace, silenceMs, backOff };
    const mirror: NamespaceMirror = {
      pods: createInformer({
        ...common,
        type: pods,
        labelSelector: LABEL_POOL,
        transform: slimPod,
        indexes: { [KEY]: (pod) => [keyOfPod(pod)] },
        onError: (error) => failed(error, pods.plural),
      }),
      podPools: createInformer({
        ...common,
        type: podPools,
        transform: slimPool,
        indexes: { [KEY]: (podPool) => [keyOfPool(podPool)] },
        onError: (error) => failed(error, podPools.plural),
      }),
    };
    follow(mirror.pods, keyOfPod, changed);
    follow(mirror.podPools, keyOfPool, changed);
    return mirror;
  }

  const namespaces: readonly (string | undefined)[] =
    options.namespaces.length === 0 ? [undefined] : [...new Set(options.namespaces)];
  const mirrors = namespaces.map(mirrorNamespace);
  const informers = mirrors.flatMap((mirror) => [mirror.pods, mirror.podPools]);

  return {
    read: (key) => ({
      podPool: mirrors.flatMap((mirror) => mirror.podPools.store.byIndex(KEY, key))[0],
      pods: mirrors.flatMap((mirror) => mirror.pods.store.byIndex(KEY, key)),
    }),
    async whenSynced(signal) {
      const synced = await Promise.all(informers.map((informer) => informer.whenSynced(signal)));
      return synced.every(Boolean);
    },
    silentMs: () => Math.max(...informers.map((informer) => informer.state().silentForMs)),
    async run(signal) {
      await Promise.all(informers.map((informer) => informer.run(signal)));
    },
  };
}
