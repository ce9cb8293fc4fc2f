import type { Endpoint } from "@fairlead/routing-schema";
import { FairleadError } from "@fairlead/routing-schema";
import { canListen } from "./can-listen.ts";
import { DEFAULT_PORT_RANGE, type PortRange } from "./port-range.ts";

/** Hands out addresses of this host. */
export interface AddressAllocator {
  /**
   * An address for the pod of a slot: 127.0.0.2 for slot 0 and so on where the system has these
   * addresses, 127.0.0.1 elsewhere. No port is given out twice before it is released, nor one on
   * which anything listens on any address, so that a server may as well bind 0.0.0.0.
   *
   * @throws FairleadError `no_free_port`
   */
  allocate(slot: number): Promise<Endpoint>;
  /** Makes a port free for others. */
  release(port: number): void;
}

/** Settings of {@link createAddressAllocator}. */
export interface AddressAllocatorOptions {
  readonly range?: PortRange | undefined;
  /** Where in the range the search begins, 0 to 1; random so that two runs seldom meet. */
  readonly start?: number | undefined;
}

const LOOPBACK = "127.0.0.1";
const HOSTS_PER_BLOCK = 253;

const hostOfSlot = (slot: number): string =>
  `127.0.${Math.floor(slot / HOSTS_PER_BLOCK) % 256}.${2 + (slot % HOSTS_PER_BLOCK)}`;

/** Makes an allocator of loopback addresses. */
export function createAddressAllocator(options: AddressAllocatorOptions = {}): AddressAllocator {
  const { range = DEFAULT_PORT_RANGE, start = Math.random() } = options;
  const size = range.last - range.first + 1;
  const taken = new Set<number>();
  let next = Math.min(size - 1, Math.floor(start * size));

  const isFree = async (host: string, port: number): Promise<boolean> =>
    (await canListen("0.0.0.0", port)) === "yes" && (await canListen(host, port)) === "yes";

  return {
    async allocate(slot) {
      const wanted = hostOfSlot(slot);
      const host = (await canListen(wanted, 0)) === "yes" ? wanted : LOOPBACK;
      for (let tries = 0; tries < size; tries += 1) {
        const port = range.first + next;
        next = (next + 1) % size;
        if (taken.has(port)) continue;
        taken.add(port);
        if (await isFree(host, port)) return { host, port };
        taken.delete(port);
      }
      throw new FairleadError(
        "no_free_port",
        `Every port from ${range.first} to ${range.last} is in use. Stop what listens there.`,
        { details: { ...range } },
      );
    },
    release: (port) => void taken.delete(port),
  };
}
