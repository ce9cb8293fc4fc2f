import { open } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { parseAuditLine, type AuditEvent } from "./audit-event.ts";
import { isRenewal, SCALER_USER } from "./scaler-requests.ts";

/** User of everything else in the test bed: the kubelet, the controller manager, the benchmark. */
export const ADMIN_USER = "admin";

/** What the scaler asks, and what it is timed against. Of what it writes, the phases are told by the content. */
export const AUDIT_RULES: readonly object[] = [
  {
    level: "Request",
    users: [SCALER_USER],
    verbs: ["patch"],
    resources: [{ group: "batch", resources: ["jobs"] }],
  },
  { level: "Metadata", users: [SCALER_USER] },
  {
    level: "Request",
    users: [ADMIN_USER],
    verbs: ["patch"],
    resources: [{ group: "", resources: ["pods/status"] }],
  },
  {
    level: "Metadata",
    users: [ADMIN_USER],
    verbs: ["patch"],
    resources: [{ group: "fairlead.dev", resources: ["podpools"] }],
  },
  { level: "None" },
];

/** The audit log of an API server, read as it grows. */
export interface AuditLog {
  /** What has been recorded since the last time. */
  take(): Promise<readonly AuditEvent[]>;
  /** Waits until the scaler has asked nothing for so long but for its leadership; gives all that was recorded. */
  takeUntilQuiet(quietMs: number, limitMs: number): Promise<readonly AuditEvent[]>;
}

const PAUSE_MS = 100;
const CHUNK_BYTES = 1 << 16;

/** Reads the log from where it is now. */
export function followAuditLog(path: string): AuditLog {
  let position = 0;
  let rest: Buffer = Buffer.alloc(0);

  async function readOn(): Promise<Buffer> {
    const file = await open(path);
    try {
      const chunks: Buffer[] = [rest];
      for (;;) {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES, position);
        if (bytesRead === 0) return Buffer.concat(chunks);
        position += bytesRead;
        chunks.push(buffer.subarray(0, bytesRead));
      }
    } finally {
      await file.close();
    }
  }
  async function take(): Promise<readonly AuditEvent[]> {
    const bytes = await readOn();
    const end = bytes.lastIndexOf("\n") + 1;
    rest = bytes.subarray(end);
    const lines = bytes.subarray(0, end).toString().split("\n");
    return lines.flatMap((line) => (line === "" ? [] : (parseAuditLine(line) ?? [])));
  }
  return {
    take,
    async takeUntilQuiet(quietMs, limitMs) {
      const events: AuditEvent[] = [];
      const deadline = performance.now() + limitMs;
      let quietSince = performance.now();
      while (performance.now() - quietSince < quietMs && performance.now() < deadline) {
        const more = await take();
        events.push(...more);
        if (more.some((event) => event.user === SCALER_USER && !isRenewal(event)))
          quietSince = performance.now();
        await sleep(PAUSE_MS);
      }
      return events;
    },
  };
}
