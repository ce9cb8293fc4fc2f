import { homedir } from "node:os";
import { join } from "node:path";

/** Variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where what was built is kept: `testbed` under `FAIRLEAD_CACHE`, else under `fairlead` in
 * `XDG_CACHE_HOME`, else under `~/.cache/fairlead`.
 */
export function cacheDirectory(environment: Environment): string {
  const { FAIRLEAD_CACHE: own = "", XDG_CACHE_HOME: shared = "", HOME: home = "" } = environment;
  if (own !== "") return join(own, "testbed");
  if (shared !== "") return join(shared, "fairlead", "testbed");
  return join(home === "" ? homedir() : home, ".cache", "fairlead", "testbed");
}
