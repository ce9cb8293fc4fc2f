import {
  ApiError,
  createResourceClient,
  listAll,
  resourceType,
  type ApiClient,
  type ApiObject,
} from "@fairlead/controller-kit";
import type { ScaledPool } from "@fairlead/scaler-controller";
import type { KubeConfig } from "@kubernetes/client-node";
import { z } from "zod";
import { proxiedGet, type ProxiedAnswer } from "./proxied-get.ts";

/** What a scaler that leads says of a pool. */
export interface ScalerAnswer {
  /** The pod of the scaler. */
  readonly scalerPod: string;
  readonly pool: ScaledPool;
  /** Why it is so, one sentence a line. */
  readonly text: string;
  /** The data behind the sentences. */
  readonly data: unknown;
}

/** The answer, or why there is none. */
export type ScalerOutcome = ScalerAnswer | { readonly silentBecause: string };

/** Where `deploy/components/scaler` puts it. */
const SCALER = { namespace: "fairlead", labelSelector: "app.kubernetes.io/name=fairlead-scaler", port: 8081 };

const pods = resourceType<ApiObject & { readonly status?: { readonly phase?: string } }>({
  apiVersion: "v1",
  kind: "Pod",
  plural: "pods",
});

const poolsSchema = z.object({ leader: z.boolean(), pools: z.array(z.string()) });
const statusSchema = z.object({ message: z.string() });

/** The reason of a refusal: of the API server, which sends a `Status`, or of the scaler, which sends a problem. */
function reasonOf({ body, status }: ProxiedAnswer): string {
  let message = "";
  try {
    const value: unknown = JSON.parse(body);
    message =
      statusSchema.safeParse(value).data?.message ?? z.object({ detail: z.string() }).parse(value).detail;
  } catch {
    message = body.slice(0, 200);
  }
  return `${status}: ${message}`;
}

function podsReason(error: unknown): string {
  const said = ApiError.isInstance(error) ? (error.status?.message ?? error.message) : String(error);
  return `its pods in ${SCALER.namespace} cannot be listed: ${said}`;
}

/**
 * Asks the scaler that leads, by its own pod: of several, a Service would choose any, and only the one that leads has
 * looked at the pools. Never rejects.
 *
 * @param pool `<namespace>/<name>`
 */
export async function askScaler(
  kubeConfig: KubeConfig,
  client: ApiClient,
  pool: string,
): Promise<ScalerOutcome> {
  const { labelSelector, namespace, port } = SCALER;
  const get = async (pod: string, path: string, accept = "application/json"): Promise<string> => {
    const answer = await proxiedGet(kubeConfig, { namespace, pod, port, path }, accept);
    if (answer.status !== 200) throw new Error(reasonOf(answer));
    return answer.body;
  };
  let names: string[];
  try {
    const { items } = await listAll(createResourceClient(client, pods), { namespace, labelSelector });
    names = items
      .filter(({ status }) => status?.phase === "Running")
      .flatMap(({ metadata }) => metadata?.name ?? []);
  } catch (error) {
    return { silentBecause: podsReason(error) };
  }
  if (names.length === 0) return { silentBecause: `no pod of it runs in ${namespace} (${labelSelector})` };
  const reasons: string[] = [];
  for (const name of names.sort()) {
    try {
      const { leader, pools } = poolsSchema.parse(JSON.parse(await get(name, "/v1/pools")));
      if (!leader) reasons.push(`${name} stands by`);
      else if (!pools.includes(pool)) reasons.push(`${name} leads, and looks after no pool ${pool}`);
      else {
        const path = `/v1/pools/${pool}`;
        return {
          scalerPod: name,
          pool: JSON.parse(await get(name, path)) as ScaledPool,
          text: await get(name, `${path}/explain`, "text/plain"),
          data: JSON.parse(await get(name, `${path}/explain`)),
        };
      }
    } catch (error) {
      reasons.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { silentBecause: reasons.join("; ") };
}
