import { findBinaries } from "../binaries/find-binaries.ts";
import { randomLoopbackAddress } from "../network/loopback-address.ts";
import { createGuardedDirectory } from "../process/directory-guard.ts";
import { createValkey, type Valkey, type ValkeyOptions } from "../valkey/valkey.ts";
import type { BedOptions } from "./api-server-bed.ts";

/** A Valkey by itself. */
export interface ValkeyBed extends Valkey {
  /** Its log, removed by `stop`. */
  readonly directory: string;
  stop(): Promise<void>;
}

/**
 * Starts a Valkey on a loopback address of its own; several at once do not meet.
 *
 * @throws TestbedError when there is no server, or it does not start.
 */
export async function startValkeyBed(options: BedOptions & ValkeyOptions): Promise<ValkeyBed> {
  const { environment, onProgress } = options;
  const paths = await findBinaries(["valkey-server"], { environment, onProgress });
  const directory = await createGuardedDirectory("valkey");
  const place = { host: randomLoopbackAddress(), directory: directory.path, environment };
  const valkey = createValkey(paths["valkey-server"], place, options);
  const stop = async (): Promise<void> => {
    await valkey.part.kill();
    await directory.remove();
  };
  try {
    await valkey.part.start();
    return { ...valkey, directory: directory.path, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
