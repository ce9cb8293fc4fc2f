import { readFile } from "node:fs/promises";
import { createAdminClient, type AdminClient } from "../admin/admin-client.ts";
import { LISTENER } from "../names.ts";
import type { GuardedProcess } from "../process/guarded-process.ts";
import type { ResourceKind } from "../xds/resource-files.ts";
import { subscriptionStatistics } from "./configuration-feed.ts";
import { describeLog } from "../envoy/describe-log.ts";
import { describeRejection } from "./describe-rejection.ts";
import { LocalGatewayError } from "./local-gateway-error.ts";
import { waitFor } from "./wait-for.ts";

/** A started Envoy that serves. */
export interface ReadyEnvoy {
  readonly admin: AdminClient;
  readonly host: string;
  readonly port: number;
}

/** Kinds whose first version Envoy has rejected, and kinds it has yet to take. */
async function subscriptionProgress(admin: AdminClient, kinds: readonly ResourceKind[]) {
  const statistics = await admin.statistics(String.raw`\.(version_text|update_rejected)$`);
  const read = (kind: ResourceKind, name: string) => statistics[`${subscriptionStatistics[kind]}.${name}`];
  return {
    rejected: kinds.filter((kind) => Number(read(kind, "update_rejected") ?? 0) > 0),
    missing: kinds.filter((kind) => (read(kind, "version_text") ?? "") === ""),
  };
}

/**
 * Waits until Envoy listens and has taken the first version of every file, the filter's among them.
 *
 * @throws LocalGatewayError `gateway_start_failed`, `gateway_address_in_use` or `gateway_configuration_rejected`.
 */
export async function awaitReady(parts: {
  readonly process: GuardedProcess;
  readonly adminAddressFile: string;
  readonly kinds: readonly ResourceKind[];
  readonly timeoutMs: number;
}): Promise<ReadyEnvoy> {
  const { adminAddressFile, kinds, process, timeoutMs } = parts;
  let ended: string | undefined;
  void process.exited.then(({ code, signal }) => {
    ended = signal === null ? `exit code ${code}` : `signal ${signal}`;
  });
  const fail = (
    code: LocalGatewayError["code"],
    what: string,
    said = describeLog(process.log.lines()),
  ): LocalGatewayError => {
    const inUse = said.includes("Address already in use");
    return new LocalGatewayError(inUse ? "gateway_address_in_use" : code, `${what} ${said}`, {
      logs: process.log.lines(),
    });
  };

  let known: AdminClient | undefined;
  const attempt = async (): Promise<ReadyEnvoy | undefined> => {
    if (ended !== undefined) {
      throw fail("gateway_start_failed", `Envoy ended while it started (${ended}).`);
    }
    try {
      const admin = known ?? createAdminClient(`http://${await readAddress(adminAddressFile)}`);
      const { missing, rejected } = await subscriptionProgress(admin, kinds);
      known = admin;
      if (rejected.length > 0) {
        const what = `Envoy rejected the first version of its ${rejected.join(" and ")}.`;
        throw fail("gateway_configuration_rejected", what, await describeRejection(process.log));
      }
      const address = await admin.listenerAddress(LISTENER);
      if (missing.length > 0 || address === undefined || !(await admin.isReady())) return undefined;
      return { admin, host: address.host, port: address.port };
    } catch (error) {
      if (error instanceof LocalGatewayError) throw error;
      // Envoy does not answer yet.
      return undefined;
    }
  };
  const ready = await waitFor(attempt, timeoutMs);
  if (ready === undefined) {
    throw fail("gateway_start_failed", `Envoy was not ready after ${timeoutMs} ms.`);
  }
  return ready;
}

async function readAddress(file: string): Promise<string> {
  const address = (await readFile(file, "utf8")).trim();
  if (address === "") throw new Error("the administration address is not written yet");
  return address;
}
