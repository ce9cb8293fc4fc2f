import { onTestFinished } from "vitest";
import { findEnvoy } from "../envoy/find-envoy.ts";
import type { LocalGateway } from "../gateway/local-gateway.ts";
import type { LocalGatewayOptions } from "../gateway/local-gateway-options.ts";
import { startLocalGateway } from "../gateway/start-local-gateway.ts";
import { startHttp2Pod, startTestPod, type TestPod, type TestPodOptions } from "./test-pod.ts";

/** The Envoy that the tests run. */
export const testEnvoyPath = async (): Promise<string> => (await findEnvoy()).path;

/** Starts a gateway that the test's end stops. */
export async function startTestGateway(options: LocalGatewayOptions): Promise<LocalGateway> {
  const gateway = await startLocalGateway({ envoyPath: await testEnvoyPath(), ...options });
  onTestFinished(() => gateway.stop({ drainTimeoutMs: 0 }));
  return gateway;
}

/** Starts a pod that the test's end stops. */
export async function startPod(podId: string, options?: TestPodOptions): Promise<TestPod> {
  const pod = await startTestPod(podId, options);
  onTestFinished(() => pod.close());
  return pod;
}

/** Starts an HTTP/2 pod that the test's end stops. */
export async function startGrpcPod(podId: string): Promise<TestPod> {
  const pod = await startHttp2Pod(podId);
  onTestFinished(() => pod.close());
  return pod;
}

/** Which pod answers: its id, or the status and body of a refusal. */
export async function whoAnswers(
  gateway: LocalGateway,
  path = "/",
  headers: Record<string, string> = {},
): Promise<string> {
  const response = await fetch(`${gateway.address}${path}`, { headers });
  const body = await response.text();
  return response.ok ? body : `${response.status} ${body}`;
}

/** How many of a number of requests each pod answers. */
export async function countAnswers(
  gateway: LocalGateway,
  requests: number,
  headers?: Record<string, string>,
): Promise<Record<string, number>> {
  const answers = await Promise.all(
    Array.from({ length: requests }, () => whoAnswers(gateway, "/", headers)),
  );
  const counts: Record<string, number> = {};
  for (const answer of answers) counts[answer] = (counts[answer] ?? 0) + 1;
  return counts;
}
