import { rename, writeFile } from "node:fs/promises";
import type { PodsFileInput } from "@fairlead/routing-schema";

/** Writes the pods for the lookup service's `file` source. A reader finds the old file or the new one, never a part. */
export async function writePodsFile(path: string, pods: PodsFileInput): Promise<void> {
  const temporary = `${path}.${process.pid}.new`;
  await writeFile(temporary, `${JSON.stringify(pods, undefined, 2)}\n`);
  await rename(temporary, path);
}
