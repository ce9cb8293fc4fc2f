import { randomInt } from "node:crypto";

/**
 * An address of this host that nobody else uses: Linux answers for all of 127.0.0.0/8. A bed on an
 * address of its own has the ordinary ports to itself, so no port is taken by another program
 * between its choice and its use.
 */
export const randomLoopbackAddress = (): string =>
  `127.${randomInt(16, 255)}.${randomInt(0, 256)}.${randomInt(1, 255)}`;
