/**
 * Starts real parts of Kubernetes and Istio from published packages, for tests.
 *
 * @module
 */
export { startApiServerBed, type ApiServerBed, type BedOptions } from "./beds/api-server-bed.ts";
export { startClusterBed, type ClusterBed, type ClusterBedOptions } from "./beds/cluster-bed.ts";
export { ISTIO_NAMESPACE, startIstioBed, type IstioBed, type IstioBedOptions } from "./beds/istio-bed.ts";
export { startValkeyBed, type ValkeyBed } from "./beds/valkey-bed.ts";
export type { Registry } from "./registry/registry.ts";
export { pushLayout, type PushedImage, type PushTarget } from "./registry/push-layout.ts";
export { createValkey, type Valkey, type ValkeyOptions } from "./valkey/valkey.ts";
export { OWN_NETWORK_ANNOTATION, type Kubelet } from "./kubelet/create-kubelet.ts";
export type { Images } from "./kubelet/images.ts";
export type { PodWorker } from "./kubelet/pod-worker.ts";
export type { NetworkNamespace } from "./network/network-namespace.ts";
export type { Forward } from "./network/forward.ts";
export type { Reverse } from "./network/reverse.ts";
export { gatewayPod } from "./istio/gateway-pod.ts";
export { GATEWAY_ADMIN_PORT, type GatewayIdentity } from "./istio/gateway-bootstrap.ts";
export { findBinaries, type ArtifactName, type FindBinariesOptions } from "./binaries/find-binaries.ts";
export { TestbedError } from "./binaries/testbed-error.ts";
export type { AuditedRequest } from "./kubernetes/audit-log.ts";
export { formatKubeconfig, type ApiEndpoint } from "./kubernetes/api-endpoint.ts";
export type { Kubectl } from "./kubernetes/kubectl.ts";
export { serviceAccountEndpoint } from "./kubernetes/service-account-endpoint.ts";
export { installCrds } from "./kubernetes/install-crds.ts";
export { callApi, type ApiAnswer, type ApiCall } from "./kubernetes/call-api.ts";
export {
  startMetricsServer,
  type MetricsServer,
  type MetricsServerOptions,
} from "./metrics/metrics-server.ts";
export type { Part } from "./process/part.ts";
export { startFaultProxy, type FaultProxy } from "./faults/fault-proxy.ts";
export type { ActiveRule, FaultRule } from "./faults/fault-rules.ts";
export { isWrite, type ApiRequest, type ApiVerb } from "./faults/api-request.ts";
export type { Exchange, Fault } from "./faults/exchange.ts";
export type { WatchStream } from "./faults/watch-stream.ts";
export { createStaleLists, type StaleLists } from "./faults/stale-lists.ts";
export * from "./faults/faults.ts";
export * from "./faults/status-body.ts";
