import { createApiClient, type ApiError, type InformerOptions } from "@fairlead/controller-kit";
import type { KubeConfig } from "@kubernetes/client-node";
import { FairleadError } from "@fairlead/routing-schema";
import type { PodSource, PodSourceListener } from "../sources/pod-source.ts";
import { createMirror } from "./create-mirror.ts";
import { createPoolBook } from "./pool-book.ts";
import type { WatchedPod } from "./watched-objects.ts";

/** Where the objects are. */
export interface KubernetesSourceOptions {
  readonly kubeConfig: KubeConfig;
  /** Where pools are looked for; empty: in all namespaces. */
  readonly namespaces?: readonly string[];
  /**
   * So long without a word of the API server is too long: the source says that it fails. Watches are opened anew
   * after half of it. API servers send a word each minute. Default 150,000.
   */
  readonly maxSilenceMs?: number;
  /** Waits after a failure; default: those of the informers. */
  readonly backOff?: InformerOptions<WatchedPod>["backOff"];
}

const MAX_SILENCE_MS = 150_000;
const MAX_LOOK_INTERVAL_MS = 1_000;

const apiFailed = (error: ApiError, resource: string): FairleadError =>
  new FairleadError("kubernetes_api_failed", `The watch of ${resource} failed: ${error.message}.`, {
    cause: error,
    details: { resource, code: error.code },
  });

const apiSilent = (silentMs: number): FairleadError =>
  new FairleadError(
    "kubernetes_api_silent",
    `The Kubernetes API server has said nothing for ${Math.round(silentMs / 1000)} s.`,
  );

/**
 * Follows the pods that the scaler has labelled, and the `PodPool`s that they belong to.
 *
 * Tells nothing before both have been listed. Many changes at once are told once. While the API server is
 * away, the pods told last stay in force.
 */
export function createKubernetesSource(options: KubernetesSourceOptions): PodSource {
  const { kubeConfig, namespaces = [], maxSilenceMs = MAX_SILENCE_MS, backOff } = options;
  const stopping = new AbortController();
  const client = createApiClient(kubeConfig);
  const book = createPoolBook();
  const dirty = new Set<string>();
  let listener: PodSourceListener | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let isSynced = false;
  let silence: FairleadError | undefined;
  let telling: NodeJS.Immediate | undefined;
  let looking: NodeJS.Timeout | undefined;

  const mirror = createMirror({
    client,
    namespaces,
    silenceMs: maxSilenceMs / 2,
    backOff,
    changed(key) {
      dirty.add(key);
      if (isSynced) telling ??= setImmediate(tellChanges);
    },
    failed(error, resource) {
      const fault = apiFailed(error, resource);
      if (isSynced) listener?.setback(fault);
      else listener?.fault(fault);
    },
  });

  /** Brings the book up to date. True when that changed something. */
  function write(): boolean {
    const keys = [...dirty];
    dirty.clear();
    return keys
      .map((key) => {
        const { podPool, pods } = mirror.read(key);
        return book.write(key, podPool, pods);
      })
      .some(Boolean);
  }

  function tell(): void {
    listener?.pods(book.pools);
    // What one watch hears says nothing of the other, which may be deaf.
    if (silence !== undefined) listener?.fault(silence);
  }

  function tellChanges(): void {
    telling = undefined;
    if (write()) tell();
  }

  function look(): void {
    const silentMs = mirror.silentMs();
    const isSilent = silentMs > maxSilenceMs;
    if (isSilent === (silence !== undefined)) return;
    silence = isSilent ? apiSilent(silentMs) : undefined;
    if (silence === undefined) tell();
    else listener?.fault(silence);
  }

  async function begin(): Promise<void> {
    if (!(await mirror.whenSynced(stopping.signal))) return;
    isSynced = true;
    write();
    tell();
    looking = setInterval(look, Math.min(MAX_LOOK_INTERVAL_MS, maxSilenceMs / 10));
  }

  return {
    kind: "kubernetes",
    async start(started) {
      listener = started;
      running = Promise.all([mirror.run(stopping.signal), begin()]);
    },
    ageMs: () => mirror.silentMs(),
    async stop() {
      listener = undefined;
      stopping.abort();
      clearImmediate(telling);
      await running;
      clearInterval(looking);
      client.close();
    },
  };
}
