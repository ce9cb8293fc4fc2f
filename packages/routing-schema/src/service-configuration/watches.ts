import { z } from "zod";
import { milliseconds } from "./milliseconds.ts";

/** How long the watches of an API server wait before they are opened anew. Default: as long as client-go's. */
export const watchesSchema = z
  .strictObject({
    backOffBaseMs: milliseconds(1, 60_000)
      .default(800)
      .describe("The pause after a list or watch that failed; it doubles with each in a row"),
    backOffMaxMs: milliseconds(1, 3_600_000).default(30_000),
  })
  .prefault({});
