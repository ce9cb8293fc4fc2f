import { z } from "zod";
import { POD_ID_MAX_LENGTH } from "../wire.ts";

const FORM = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;

/** Whether a string is a pod id: 1 to 253 characters `a-z 0-9 . -`, first and last alphanumeric. */
export const isPodId = (value: string): boolean => value.length <= POD_ID_MAX_LENGTH && FORM.test(value);

/** A pod's Kubernetes name; what `?podId=` carries. */
export const podIdSchema = z
  .string()
  .max(POD_ID_MAX_LENGTH, `a pod id has at most ${POD_ID_MAX_LENGTH} characters`)
  .regex(FORM, "a pod id has the characters a-z 0-9 . - and begins and ends with a letter or digit")
  .meta({ id: "PodId", description: "A pod's Kubernetes name", examples: ["chat-7-x2k4q"] });
