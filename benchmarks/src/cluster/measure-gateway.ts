import { paths } from "@fairlead/e2e/cluster";
import { GATEWAY_ADMIN_PORT, ISTIO_NAMESPACE } from "@fairlead/testbed";
import { z } from "zod";
import { residentBytes } from "../gateway/process-usage.ts";
import { eventually, GATEWAY_NAMES, type BenchCluster, type Mode } from "./bench-cluster.ts";
import { measureConfigDump, type ConfigurationSize } from "./config-dump.ts";

/** What the pods of a pool cost a gateway. */
export interface GatewaySize extends ConfigurationSize {
  readonly mode: Mode;
  readonly pods: number;
  /** What Envoy's allocator has given out. */
  readonly allocatedBytes: number;
  readonly residentBytes: number;
}

const memorySchema = z.object({ allocated: z.coerce.number() });

/** Asks the first gateway, once its configuration stays as it is. */
export async function measureGateway(
  { world: { bed, get } }: BenchCluster,
  { mode, pods }: { readonly mode: Mode; readonly pods: number },
): Promise<GatewaySize> {
  const [name] = GATEWAY_NAMES;
  const pod = await get(`${paths.pods(ISTIO_NAMESPACE)}/${name}`);
  const admin = await bed.network.forward(pod.status.podIP as string, GATEWAY_ADMIN_PORT);
  const ask = async (path: string): Promise<string> => {
    const response = await fetch(`http://${admin.host}:${admin.port}${path}`, {
      headers: { connection: "close" },
    });
    return response.text();
  };
  try {
    let last: ConfigurationSize | undefined;
    let present = measureConfigDump(await ask("/config_dump?include_eds"));
    await eventually(`the configuration of ${name} stays as it is`, async () => {
      last = present;
      present = measureConfigDump(await ask("/config_dump?include_eds"));
      return last.bytes === present.bytes;
    });
    const { allocated } = memorySchema.parse(JSON.parse(await ask("/memory")));
    const [pid] = bed.kubelet.find(ISTIO_NAMESPACE, name)?.pids ?? [];
    if (pid === undefined) throw new Error(`${name} does not run.`);
    return { mode, pods, ...present, allocatedBytes: allocated, residentBytes: residentBytes(pid) };
  } finally {
    await admin.close();
  }
}
