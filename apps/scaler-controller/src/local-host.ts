/**
 * What has the pods of one host, for the process that is to have them. A scaler of another process looks
 * after them over a unix socket.
 *
 * @module
 */
export { createPodHost, type LocalPodHost, type PodHostOptions } from "./local/create-pod-host.ts";
export { servePodHost, type ServedPodHost } from "./local/host-api/serve-pod-host.ts";
export type { HostDescription, PodHost, PublishedPod, PublishedPods } from "./local/pod-host.ts";
export { templateHash } from "./template-hash.ts";
export type { ManagedPod } from "./interfaces/pods.ts";
