/** How the user says which cluster is meant, and where in it. */
export interface ClusterFlags {
  /** A cluster, whatever runs on this host. */
  readonly cluster?: boolean | undefined;
  readonly kubeconfig?: string | undefined;
  /** Of the kubeconfig; absent: its current one. */
  readonly context?: string | undefined;
  /** Absent: that of the context. */
  readonly namespace?: string | undefined;
  readonly allNamespaces?: boolean | undefined;
}

/** Whether the user asks for a cluster. */
export const namesCluster = ({
  allNamespaces,
  cluster,
  context,
  kubeconfig,
  namespace,
}: ClusterFlags): boolean =>
  cluster === true ||
  allNamespaces === true ||
  [context, kubeconfig, namespace].some((value) => value !== undefined);
