/** The programs that are had for the test bed, by the project that they belong to. */
export const BINARIES = {
  kubernetes: ["etcd", "kube-apiserver", "kube-controller-manager", "kubectl"],
  istio: ["pilot-discovery", "pilot-agent"],
  distribution: ["registry"],
  valkey: ["valkey-server"],
} as const;

/** A program of Kubernetes. */
export type KubernetesBinary = (typeof BINARIES)["kubernetes"][number];

/** A program of Istio. */
export type IstioBinary = (typeof BINARIES)["istio"][number];

/** A program of Distribution. */
export type DistributionBinary = (typeof BINARIES)["distribution"][number];
/** A program of Valkey, or of the Redis that it continues. */
export type ValkeyBinary = (typeof BINARIES)["valkey"][number];

/** A program that the test bed runs. */
export type BinaryName = KubernetesBinary | IstioBinary | DistributionBinary | ValkeyBinary;

/** Whether a program belongs to Istio. */
export const isIstioBinary = (name: BinaryName): name is IstioBinary =>
  (BINARIES.istio as readonly string[]).includes(name);

/** Whether a program belongs to Distribution. */
export const isDistributionBinary = (name: string): name is DistributionBinary =>
  (BINARIES.distribution as readonly string[]).includes(name);

/** Whether a program belongs to Valkey. */
export const isValkeyBinary = (name: string): name is ValkeyBinary =>
  (BINARIES.valkey as readonly string[]).includes(name);
