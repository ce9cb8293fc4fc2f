import type { AddressAllocator } from "../address/address-allocator.ts";
import type { BackOffOptions } from "../process/back-off.ts";

/** Settings of `createLocalPods`. */
export interface LocalPodsOptions {
  /** `<namespace>/<name>`, told to the pods. */
  readonly pool: string;
  /** Path of the executable; see `findCommand`. */
  readonly executable: string;
  /** Its arguments. `{host}`, `{port}` and `{podId}` are filled in for each pod. */
  readonly parameters: readonly string[];
  /** Environment of every pod, to which `HOST`, `PORT`, `POD_NAME`, `FAIRLEAD_POD_ID` and `FAIRLEAD_POOL` are added. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory?: string | undefined;
  /** Ready when a GET of this path answers 200 to 399. Absent: when it accepts a TCP connection. */
  readonly readyPath?: string | undefined;
  /** A pod that is not ready by then is replaced. Default 30,000. */
  readonly readyTimeoutMs?: number | undefined;
  /** Between SIGTERM and SIGKILL. Default 10,000. */
  readonly stopGraceMs?: number | undefined;
  readonly backOff?: BackOffOptions | undefined;
  readonly addresses?: AddressAllocator | undefined;
}
