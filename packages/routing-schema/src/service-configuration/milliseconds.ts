import { z } from "zod";

/** A time in milliseconds within limits. */
export const milliseconds = (minimum: number, maximum: number): z.ZodNumber =>
  z.number().min(minimum).max(maximum);
