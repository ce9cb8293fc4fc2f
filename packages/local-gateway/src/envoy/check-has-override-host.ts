import { EnvoyUnusableError } from "./envoy-errors.ts";
import {
  formatEnvoyVersion,
  isAtLeast,
  MINIMUM_OVERRIDE_HOST_VERSION,
  parseEnvoyVersion,
} from "./envoy-version.ts";
import { runCommand } from "./run-command.ts";

/**
 * Refuses an Envoy without the `override_host` policy. What cannot be asked for its version is let
 * through: starting it tells more.
 *
 * @throws EnvoyUnusableError `envoy_unusable`.
 */
export async function checkHasOverrideHost(path: string): Promise<void> {
  const answer = await runCommand(path, ["--version"], { timeoutMs: 20_000 });
  const version = parseEnvoyVersion(answer.stdout);
  if (version === undefined || isAtLeast(version, MINIMUM_OVERRIDE_HOST_VERSION)) return;
  const [has, needs] = [version, MINIMUM_OVERRIDE_HOST_VERSION].map(formatEnvoyVersion);
  throw new EnvoyUnusableError(
    path,
    "envoyPath or the search",
    `it is Envoy ${has}; routing.mode "override_host" needs ${needs} or later`,
  );
}
