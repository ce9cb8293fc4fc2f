import type { AdminClient } from "../admin/admin-client.ts";
import { STATISTICS_PREFIX } from "../names.ts";
import type { GuardedProcess } from "../process/guarded-process.ts";
import { waitFor } from "./wait-for.ts";

const TERMINATION_TIMEOUT_MS = 3_000;
const ACTIVE_REQUESTS = `http.${STATISTICS_PREFIX}.downstream_rq_active`;

/** Closes the listeners, waits for the requests under way no longer than it is told, and ends Envoy. */
export async function stopEnvoy(
  envoy: GuardedProcess,
  admin: AdminClient,
  drainTimeoutMs: number,
): Promise<void> {
  // An Envoy that does not answer has nothing to wait for.
  const hasNoRequests = async (): Promise<true | undefined> => {
    const statistics = await admin
      .statistics(`^${ACTIVE_REQUESTS}$`)
      .catch((): Record<string, number> => ({}));
    return (statistics[ACTIVE_REQUESTS] ?? 0) === 0 ? true : undefined;
  };
  if (drainTimeoutMs > 0) {
    await admin.drainListeners().catch(() => {});
    await waitFor(hasNoRequests, drainTimeoutMs);
  }
  envoy.kill("SIGTERM");
  const kill = setTimeout(() => envoy.kill("SIGKILL"), TERMINATION_TIMEOUT_MS);
  await envoy.exited;
  clearTimeout(kill);
}
