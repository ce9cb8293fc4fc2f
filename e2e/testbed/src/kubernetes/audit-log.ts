import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Where an API server is told what to write down, and where it does. */
export interface AuditFiles {
  readonly policyPath: string;
  readonly logPath: string;
}

/** A request of a service account, as the API server wrote it down when it was answered. */
export interface AuditedRequest {
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, … */
  readonly verb: string;
  /** `<namespace>:<name>` of the account. */
  readonly account: string;
  /** Plural; empty for what is no resource. */
  readonly resource: string;
  /** When it came in, in ms since 1970. */
  readonly receivedAtMs: number;
}

const ACCOUNT = "system:serviceaccount:";

/** Every request of a service account, when it is answered, and no other. */
const DEFAULT_RULES: readonly object[] = [
  { level: "Metadata", userGroups: ["system:serviceaccounts"], omitStages: ["ResponseStarted"] },
  { level: "None" },
];

/** Says what is written down. `rules`: as in a policy of `audit.k8s.io/v1`. */
export async function createAuditFiles(
  directory: string,
  rules: readonly object[] = DEFAULT_RULES,
): Promise<AuditFiles> {
  const policyPath = join(directory, "audit-policy.json");
  const policy = {
    apiVersion: "audit.k8s.io/v1",
    kind: "Policy",
    // What is told when it is answered need not be told when it comes in.
    omitStages: ["RequestReceived"],
    rules,
  };
  await writeFile(policyPath, JSON.stringify(policy));
  return { policyPath, logPath: join(directory, "audit.log") };
}

/** Reads what was written down so far. A watch is written when it ends. */
export async function readAuditLog({ logPath }: AuditFiles): Promise<readonly AuditedRequest[]> {
  const lines = (await readFile(logPath, "utf8")).split("\n").slice(0, -1);
  return lines.map((line) => {
    const { objectRef, requestReceivedTimestamp, user, verb } = JSON.parse(line) as {
      readonly verb: string;
      readonly user: { readonly username: string };
      readonly objectRef?: { readonly resource?: string };
      readonly requestReceivedTimestamp: string;
    };
    return {
      verb,
      account: user.username.replace(ACCOUNT, ""),
      resource: objectRef?.resource ?? "",
      receivedAtMs: Date.parse(requestReceivedTimestamp),
    };
  });
}
