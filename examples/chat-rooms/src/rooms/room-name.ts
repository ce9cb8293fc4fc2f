import { z } from "zod";

/** A room's name: 1 to 40 letters, digits, `-` or `_`. */
export const roomNameSchema = z.string().regex(/^[\w-]{1,40}$/, "a room has 1 to 40 letters, digits, - or _");
