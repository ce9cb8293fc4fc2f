import { homedir } from "node:os";
import { join } from "node:path";

/** Where fetched files are kept: `FAIRLEAD_CACHE`, else `fairlead` under `XDG_CACHE_HOME`, else `~/.cache/fairlead`. */
export function cacheDirectory(environment: Readonly<Record<string, string | undefined>>): string {
  const { FAIRLEAD_CACHE: own, XDG_CACHE_HOME: shared, HOME: home } = environment;
  if (own !== undefined && own !== "") return own;
  if (shared !== undefined && shared !== "") return join(shared, "fairlead");
  return join(home !== undefined && home !== "" ? home : homedir(), ".cache", "fairlead");
}
