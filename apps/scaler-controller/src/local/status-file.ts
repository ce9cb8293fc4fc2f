import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { FairleadError } from "@fairlead/routing-schema";
import type { StatusStore, StoredStatus } from "../interfaces/status-store.ts";
import { parseStoredStatus } from "../status/stored-pool-status.ts";

/** What a status file is made of. */
export interface StatusFileOptions {
  readonly path: string;
  /** Told when the file could not be written, and when it could again. */
  readonly changed?: (fault: Error | undefined) => void;
}

async function readStatus(path: string): Promise<StoredStatus | undefined> {
  try {
    return parseStoredStatus(JSON.parse(await readFile(path, "utf8")));
  } catch {
    // No file, or one that nobody finished: what it held is worked out anew from the pods.
    return undefined;
  }
}

/**
 * Keeps the status in a file, which is replaced as a whole. The pods of a host end with the process
 * that keeps this, so a file that cannot be written costs what the next one would have known, and nothing
 * before that: the status stays in memory, the last good file on the disk, and `fault` says why. The write
 * is tried again with each further one.
 */
export function createStatusFile({ changed, path }: StatusFileOptions): StatusStore {
  const temporary = `${path}.${process.pid}.new`;
  let last: StoredStatus | undefined;
  let fault: FairleadError | undefined;

  async function store(status: StoredStatus): Promise<void> {
    const before = fault;
    try {
      await writeFile(temporary, `${JSON.stringify(status, undefined, 2)}\n`);
      await rename(temporary, path);
      fault = undefined;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      fault = new FairleadError("status_not_stored", `${path} cannot be written: ${reason}.`, {
        cause: error,
        details: { path },
      });
      await rm(temporary, { force: true }).catch(() => {});
    }
    if (fault !== undefined || before !== undefined) changed?.(fault);
  }

  /** While the file can be written, it is what counts: another controller may have led meanwhile. */
  const read = async (): Promise<StoredStatus | undefined> => {
    if (fault === undefined) last = (await readStatus(path)) ?? last;
    return last;
  };

  return {
    get fault() {
      return fault;
    },
    read,
    async write(status, fromRevision) {
      const stored = await read();
      if ((stored?.pool.revision ?? 0) !== fromRevision) {
        throw new FairleadError(
          "precondition_failed",
          `The status has revision ${stored?.pool.revision ?? 0}, not ${fromRevision}. The next plan starts from it.`,
        );
      }
      last = status;
      await store(status);
    },
  };
}
