import { rmSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { hasEnded } from "../process/has-ended.ts";
import type { Teardown } from "../stack/teardown.ts";

const runningStackSchema = z.object({
  /** Process of `fairlead dev`. */
  pid: z.int().min(1),
  /** `<namespace>/<name>` */
  pool: z.string(),
  /** Addresses with scheme. */
  scaler: z.string(),
  gateway: z.string(),
});

/** A stack that runs on this host, as others of its user find it. */
export type RunningStack = z.output<typeof runningStackSchema>;

type Environment = Readonly<Record<string, string | undefined>>;

const OWNER_ONLY = { mode: 0o700, recursive: true } as const;

/** Where the user's programs note what runs: the runtime directory, or else the cache. */
function directoryOf(environment: Environment): string {
  const { XDG_CACHE_HOME: cache, XDG_RUNTIME_DIR: runtime } = environment;
  return join(runtime || cache || join(homedir(), ".cache"), "fairlead", "dev");
}

/** Notes a stack until its teardown. Without it, the stack runs all the same: it is found by its address only. */
export async function noteRunning(
  stack: RunningStack,
  environment: Environment,
  teardown: Teardown,
): Promise<void> {
  const directory = directoryOf(environment);
  const file = join(directory, `${stack.pid}.json`);
  const forget = (): void => rmSync(file, { force: true });
  teardown.add({ stop: async () => forget(), kill: forget });
  try {
    await mkdir(directory, OWNER_ONLY);
    await writeFile(file, JSON.stringify(stack), { mode: 0o600 });
  } catch {
    // A home that cannot be written, such as that of a build machine.
  }
}

async function readNote(file: string): Promise<RunningStack | undefined> {
  try {
    const parsed = runningStackSchema.safeParse(JSON.parse(await readFile(file, "utf8")));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** The stacks of this user that run, by pool; what others have left that were killed is removed. */
export async function findRunning(environment: Environment): Promise<RunningStack[]> {
  const directory = directoryOf(environment);
  const names = await readdir(directory).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const stack = await readNote(join(directory, name));
      if (stack !== undefined && !hasEnded(stack.pid)) return [stack];
      await rm(join(directory, name), { force: true }).catch(() => {});
      return [];
    }),
  );
  return found.flat().sort((left, right) => (left.pool < right.pool ? -1 : 1));
}
