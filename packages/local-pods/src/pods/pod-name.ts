import { randomInt } from "node:crypto";

/** The characters of Kubernetes' generated names: no vowels, so no words; no 0, 1 and 3, so no look-alikes. */
const ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
const SUFFIX_LENGTH = 5;

/** Names a pod of a Job as Kubernetes does: `chat-2` becomes `chat-2-x7k4q`. */
export function podNameForJob(
  jobName: string,
  draw: (below: number) => number = (below) => randomInt(below),
): string {
  let suffix = "";
  while (suffix.length < SUFFIX_LENGTH) suffix += ALPHABET.charAt(draw(ALPHABET.length));
  return `${jobName}-${suffix}`;
}
