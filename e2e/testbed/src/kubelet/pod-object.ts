import type { StoredObject } from "../kubernetes/follow-objects.ts";
import type { Volume, VolumeMount } from "./volumes/volume-object.ts";

/** How a container is asked whether it is well. */
export interface Probe {
  readonly httpGet?: { readonly path?: string; readonly port: number | string };
  readonly tcpSocket?: { readonly port: number | string };
  readonly initialDelaySeconds?: number;
  readonly periodSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly failureThreshold?: number;
  readonly successThreshold?: number;
}

/** A key of a ConfigMap or Secret. */
export interface KeyReference {
  readonly name: string;
  readonly key: string;
  /** Whether the container starts without it. */
  readonly optional?: boolean;
}

/** A variable of a container: a value, a field of the pod, or a key of an object. */
export interface EnvironmentEntry {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly fieldRef?: { readonly fieldPath: string };
    readonly configMapKeyRef?: KeyReference;
    readonly secretKeyRef?: KeyReference;
  };
}

/** A ConfigMap or Secret whose keys are all variables of a container. */
export interface EnvironmentSource {
  readonly prefix?: string;
  readonly configMapRef?: Omit<KeyReference, "key">;
  readonly secretRef?: Omit<KeyReference, "key">;
}

/** A container: its command, or what its image stands for, is run on this host. */
export interface Container {
  readonly name: string;
  readonly image?: string | undefined;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly EnvironmentEntry[];
  readonly envFrom?: readonly EnvironmentSource[];
  readonly volumeMounts?: readonly VolumeMount[];
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
}

/** A pod, as far as the kubelet of the test bed looks at it. */
export interface PodObject extends StoredObject {
  readonly metadata: StoredObject["metadata"] & {
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
    readonly deletionGracePeriodSeconds?: number;
  };
  readonly spec: {
    readonly nodeName?: string;
    readonly restartPolicy?: "Always" | "OnFailure" | "Never";
    readonly terminationGracePeriodSeconds?: number;
    readonly serviceAccountName?: string;
    readonly automountServiceAccountToken?: boolean;
    readonly volumes?: readonly Volume[];
    readonly schedulingGates?: readonly unknown[];
    readonly containers: readonly Container[];
  };
  readonly status?: { readonly phase?: string; readonly podIP?: string };
}

/** The service account of a pod; Kubernetes takes `default` where none is named. */
export const serviceAccountOf = ({ spec: { serviceAccountName = "" } }: PodObject): string =>
  serviceAccountName === "" ? "default" : serviceAccountName;
