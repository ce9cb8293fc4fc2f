import type { LoadSpec } from "../load/load-spec.ts";
import type { StackOptions } from "../stack/stack-options.ts";

/** What `fairlead dev` is asked to do. */
export interface DevOptions {
  readonly stack: StackOptions;
  readonly load: readonly LoadSpec[];
}
