import { FairleadError } from "@fairlead/routing-schema";

/** A command line that cannot be used; `code` is `usage_invalid`. */
export const usageError = (message: string): FairleadError => new FairleadError("usage_invalid", message);
