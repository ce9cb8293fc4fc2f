/** A key of a ConfigMap or Secret, and the file that it becomes. */
export interface KeyToPath {
  readonly key: string;
  readonly path: string;
  readonly mode?: number;
}

/** What a ConfigMap or Secret gives to a volume. */
export interface ConfigSource {
  /** Absent: all keys, each in a file of its name. */
  readonly items?: readonly KeyToPath[];
  /** Whether the pod starts without it. */
  readonly optional?: boolean;
}

/** One of the sources of a projected volume. */
export interface ProjectedSource {
  readonly configMap?: ConfigSource & { readonly name: string };
  readonly secret?: ConfigSource & { readonly name: string };
  readonly serviceAccountToken?: {
    readonly path: string;
    readonly audience?: string;
    readonly expirationSeconds?: number;
  };
  readonly downwardAPI?: {
    readonly items?: readonly {
      readonly path: string;
      readonly fieldRef?: { readonly fieldPath: string };
      readonly mode?: number;
    }[];
  };
}

interface WithMode {
  readonly defaultMode?: number;
}

/** A volume of a pod, of the kinds that the kubelet of the test bed knows. */
export interface Volume {
  readonly name: string;
  readonly emptyDir?: object;
  readonly configMap?: ConfigSource & WithMode & { readonly name: string };
  readonly secret?: ConfigSource & WithMode & { readonly secretName: string };
  readonly projected?: WithMode & { readonly sources?: readonly ProjectedSource[] };
}

/** Where a container finds a volume. */
export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly subPath?: string;
  readonly readOnly?: boolean;
}
