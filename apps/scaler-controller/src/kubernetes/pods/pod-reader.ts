import type { ManagedPod } from "../../interfaces/pods.ts";
import type { PodTemplate } from "../objects/pod-job.ts";
import type { JobObject, PodObject } from "../read/kubernetes-pod.ts";
import { managedPod, type PodPorts } from "../read/managed-pod.ts";
import { missingMarks } from "./pod-marks.ts";

/** What pods are read by. */
export interface PodDeclaration {
  readonly template: PodTemplate;
  readonly ports: PodPorts;
}

/** A Job with its pods, as it was read. */
export interface ReadPod {
  readonly managed: ManagedPod;
  /** A pod does not carry what its Job says. */
  readonly isBehind: boolean;
}

interface Known extends ReadPod, PodDeclaration {
  readonly own: readonly PodObject[];
}

const isSame = ({ own }: Known, pods: readonly PodObject[]): boolean =>
  own.length === pods.length && own.every((pod, index) => pod === pods[index]);

/**
 * Reads a Job with its pods once: objects never change, a change is another object. A glance looks at the same ones
 * again and again.
 */
export function createPodReader(): (
  job: JobObject,
  pods: readonly PodObject[],
  declaration: PodDeclaration,
) => ReadPod {
  const known = new WeakMap<JobObject, Known>();
  return (job, own, { ports, template }) => {
    const last = known.get(job);
    if (last?.ports === ports && last.template === template && isSame(last, own)) return last;
    const managed = managedPod(job, own, ports);
    const isBehind = own.some((pod) => missingMarks(pod, managed, template) !== undefined);
    const read = { own, ports, template, managed, isBehind };
    known.set(job, read);
    return read;
  };
}
