/** The programs that are built from Go modules, by the project that they belong to. */
export const BINARIES = {
  kubernetes: ["etcd", "kube-apiserver", "kube-controller-manager", "kubectl"],
  istio: ["pilot-discovery", "pilot-agent", "istioctl"],
} as const;

/** A program of Kubernetes. */
export type KubernetesBinary = (typeof BINARIES)["kubernetes"][number];

/** A program of Istio. */
export type IstioBinary = (typeof BINARIES)["istio"][number];

/** A program that the test bed runs. */
export type BinaryName = KubernetesBinary | IstioBinary;

/** Whether a program belongs to Istio. */
export const isIstioBinary = (name: BinaryName): name is IstioBinary =>
  (BINARIES.istio as readonly string[]).includes(name);
