import { chmod, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ApiEndpoint } from "../../kubernetes/api-endpoint.ts";
import { requestToken } from "../../kubernetes/request-token.ts";
import type { ConfigObjects } from "../config-objects.ts";
import { ContainerWaits } from "../container-waits.ts";
import { podField, type PodPlace } from "../pod-fields.ts";
import { serviceAccountOf, type Container, type PodObject } from "../pod-object.ts";
import type { Mount } from "./mount-script.ts";
import { findMountTarget } from "./mount-target.ts";
import { readVolume, refersTo, type VolumeSources } from "./read-volume.ts";
import { isTokenMounted, SERVICE_ACCOUNT_VOLUME, withServiceAccountMount } from "./service-account-volume.ts";
import { createTokenSource, type TokenSource } from "./token-source.ts";
import type { Volume, VolumeMount } from "./volume-object.ts";
import { isSameVolume, writeVolume, type VolumeFiles } from "./write-volume.ts";

/** How often volumes are read again though nothing is known to have changed: tokens grow old. */
const RESYNC_MS = 30_000;
/** Time between two tries, when something cannot be read. */
const RETRY_MS = 250;

/** Settings of {@link createPodVolumes}. */
export interface PodVolumesOptions {
  readonly endpoint: ApiEndpoint;
  readonly objects: ConfigObjects;
  readonly place: PodPlace;
  /** For the files of this pod. */
  readonly directory: string;
}

/** The volumes of a pod, kept as the objects are that they come from. */
export interface PodVolumes {
  /**
   * Writes them, and gives what a container finds where.
   *
   * @throws ContainerWaits when something is missing.
   */
  mountsOf(container: Container): Promise<readonly Mount[]>;
  /** Removes them. */
  close(): Promise<void>;
}

/** Prepares the volumes of a pod; nothing is written before a container asks for them. */
export function createPodVolumes(pod: PodObject, options: PodVolumesOptions): PodVolumes {
  const { directory, endpoint, objects, place } = options;
  const { name, namespace, uid } = pod.metadata;
  const tokens = new Map<string, TokenSource>();
  const written = new Map<string, VolumeFiles>();
  const closing = new AbortController();
  let prepared: Promise<readonly Volume[]> | undefined;
  let isDue = false;
  let refreshing: Promise<void> | undefined;

  const sources: VolumeSources = {
    namespace,
    read: (object) => objects.read(object),
    field: (path) => podField(pod, place, path),
    token(request) {
      const { audience, expirationSeconds } = request;
      const key = JSON.stringify([audience, expirationSeconds]);
      // The API server binds no token to a pod whose account nobody wrote into it.
      const boundTo = pod.spec.serviceAccountName === undefined ? undefined : { name, uid };
      const account = { namespace, name: serviceAccountOf(pod), pod: boundTo };
      const source =
        tokens.get(key) ??
        createTokenSource(() => requestToken(endpoint, { ...account, audience, expirationSeconds }));
      tokens.set(key, source);
      return source();
    },
  };
  const pathOf = (volume: Pick<Volume, "name">): string => join(directory, "volumes", volume.name);

  async function write(volume: Volume): Promise<void> {
    if (volume.emptyDir !== undefined) {
      await mkdir(pathOf(volume), { recursive: true });
      await chmod(pathOf(volume), 0o777);
      return;
    }
    if (volume.configMap === undefined && volume.secret === undefined && volume.projected === undefined) {
      throw new ContainerWaits("ContainerCreating", `The test bed knows no volumes like "${volume.name}".`);
    }
    const files = await readVolume(volume, sources);
    const before = written.get(volume.name);
    if (before !== undefined && isSameVolume(before, files)) return;
    await writeVolume(pathOf(volume), files);
    written.set(volume.name, files);
  }
  async function writeAll(): Promise<readonly Volume[]> {
    const own = pod.spec.volumes ?? [];
    const volumes = (await isTokenMounted(endpoint, pod)) ? [...own, SERVICE_ACCOUNT_VOLUME] : own;
    await Promise.all(volumes.map(write));
    return volumes;
  }

  /** Writes what has changed. What is missing stays as it was: the pod runs with it. */
  async function refresh(): Promise<void> {
    const volumes = (await prepared) ?? [];
    while (isDue && !closing.signal.aborted) {
      isDue = false;
      const outcomes = await Promise.allSettled(
        volumes.filter(({ emptyDir }) => emptyDir === undefined).map(write),
      );
      const isFailed = outcomes.some(
        (outcome) => outcome.status === "rejected" && !(outcome.reason instanceof ContainerWaits),
      );
      if (isFailed) {
        isDue = true;
        await sleep(RETRY_MS, undefined, { signal: closing.signal }).catch(() => {});
      }
    }
  }
  const callForRefresh = (): void => {
    if (prepared === undefined) return;
    isDue = true;
    refreshing ??= refresh()
      // What cannot be prepared is tried again by the container that waits for it.
      .catch(() => {})
      .finally(() => (refreshing = undefined));
  };
  const forget = objects.onChange((change) => {
    const isOurs = (volume: Volume): boolean => refersTo(volume, change.kind, change.name);
    const all = [...(pod.spec.volumes ?? []), SERVICE_ACCOUNT_VOLUME];
    if (change.namespace === namespace && all.some(isOurs)) callForRefresh();
  });
  const resync = setInterval(callForRefresh, RESYNC_MS);

  async function mount({ mountPath, name: of, readOnly, subPath }: VolumeMount, volumes: readonly Volume[]) {
    const volume = volumes.find((one) => one.name === of);
    if (volume === undefined) {
      throw new ContainerWaits("CreateContainerError", `There is no volume "${of}" to mount.`);
    }
    const source = join(pathOf(volume), subPath ?? "");
    if (volume.emptyDir !== undefined) await mkdir(source, { recursive: true });
    const isReadOnly = readOnly === true || volume.emptyDir === undefined;
    return { source, ...(await findMountTarget(mountPath)), isReadOnly };
  }

  return {
    async mountsOf(container) {
      prepared ??= writeAll().catch((error: unknown) => {
        prepared = undefined;
        throw error;
      });
      const volumes = await prepared;
      const own = container.volumeMounts ?? [];
      const mounts = volumes.includes(SERVICE_ACCOUNT_VOLUME) ? withServiceAccountMount(own) : own;
      return Promise.all(mounts.map((one) => mount(one, volumes)));
    },
    async close() {
      forget();
      clearInterval(resync);
      closing.abort();
      await refreshing;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
