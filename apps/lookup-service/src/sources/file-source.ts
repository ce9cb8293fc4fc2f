import { watch, type BigIntStats, type FSWatcher } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { readConfiguration } from "@fairlead/configuration-file";
import { FairleadError, podsFileSchema, type PodsFile } from "@fairlead/routing-schema";
import type { PodSource, PodSourceListener, SourcePools } from "./pod-source.ts";

/** How a pods file is read. */
export interface FileSourceOptions {
  /** The pods file, YAML or JSON; see `podsFileSchema`. */
  readonly path: string;
  /** How often the file is looked at where the system tells of no change, in ms; default 500. */
  readonly pollIntervalMs?: number;
}

/** Between the system's word of a change and the reading, so that a burst of writes is read once. */
const SETTLE_MS = 20;

const sourcePools = ({ pools }: PodsFile): SourcePools =>
  new Map(Object.entries(pools).map(([pool, pods]) => [pool, { pods }]));

const fingerprint = ({ ino, size, mtimeNs, ctimeNs }: BigIntStats): string =>
  `${ino}.${size}.${mtimeNs}.${ctimeNs}`;

/**
 * Reads the pods from a file, and again after each change of it.
 *
 * The file may be written in place, replaced by a rename, reached through symbolic links that are
 * swapped (as mounted ConfigMaps are), missing at first, or gone for a while. The directory is
 * watched for speed and the file is polled for certainty: no system tells of all of these. A file
 * that changes while it is read is read again. Content that is not valid is told as a fault, and the
 * pods told before stay in force.
 */
export function createFileSource({ path, pollIntervalMs = 500 }: FileSourceOptions): PodSource {
  let listener: PodSourceListener | undefined;
  let watcher: FSWatcher | undefined;
  let timer: NodeJS.Timeout | undefined;
  let seen = "";
  let reading: Promise<void> | undefined;
  let readAgain = false;

  async function look(): Promise<string> {
    try {
      return fingerprint(await stat(path, { bigint: true }));
    } catch (error) {
      return `absent ${error instanceof Error && "code" in error ? String(error.code) : ""}`;
    }
  }

  async function readOnce(): Promise<void> {
    const before = await look();
    if (before === seen) return;
    let pods: PodsFile | undefined;
    let fault: FairleadError | undefined;
    try {
      pods = (await readConfiguration({ schema: podsFileSchema, file: path })).configuration;
    } catch (error) {
      fault = FairleadError.isInstance(error)
        ? error
        : new FairleadError("configuration_unreadable", `${path} cannot be read: ${String(error)}.`, {
            cause: error,
          });
    }
    if ((await look()) !== before) {
      readAgain = true;
      return;
    }
    seen = before;
    if (pods !== undefined) listener?.pods(sourcePools(pods), pods.revision);
    else if (fault !== undefined) listener?.fault(fault);
  }

  async function read(): Promise<void> {
    readAgain = true;
    if (reading !== undefined) return reading;
    reading = (async () => {
      while (readAgain && listener !== undefined) {
        readAgain = false;
        await readOnce();
      }
    })();
    try {
      await reading;
    } finally {
      reading = undefined;
    }
  }

  function schedule(delayMs: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      void read().finally(() => {
        if (listener === undefined) return;
        watchDirectory();
        schedule(pollIntervalMs);
      });
    }, delayMs);
  }

  function watchDirectory(): void {
    if (watcher !== undefined) return;
    try {
      const opened = watch(dirname(path), { persistent: false }, () => schedule(SETTLE_MS));
      opened.on("error", () => {
        opened.close();
        if (watcher === opened) watcher = undefined;
      });
      watcher = opened;
    } catch {
      // The directory is not there yet, or the system is out of watches; polling goes on.
      watcher = undefined;
    }
  }

  return {
    kind: "file",
    async start(started) {
      listener = started;
      watchDirectory();
      await read();
      schedule(pollIntervalMs);
    },
    async stop() {
      listener = undefined;
      clearTimeout(timer);
      watcher?.close();
      watcher = undefined;
      await reading;
    },
  };
}
