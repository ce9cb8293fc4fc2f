/** What `pnpm testbed` says without a command. */
export const HELP = `pnpm testbed build [program…]   build programs into the cache; all of them without a name
pnpm testbed up                 run etcd and an API server until Ctrl-C
pnpm testbed up cluster         … with kube-controller-manager, and a kubelet whose pods are processes
pnpm testbed up istio           … with istiod and one gateway, on which Envoy is configured by it

Programs come from FAIRLEAD_TESTBED_BIN, KUBEBUILDER_ASSETS, the cache (FAIRLEAD_CACHE), or are built with Go.`;
