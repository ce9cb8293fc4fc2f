import { join } from "node:path";
import { connect, type Socket } from "node:net";
import { fileURLToPath } from "node:url";
import type { Environment } from "../binaries/cache-directory.ts";
import { createPart } from "../process/part.ts";
import { createChildNetwork, type ChildNetwork } from "./child-network.ts";
import { dial } from "./dial.ts";
import { forward, type Forward } from "./forward.ts";
import { reverse, type Reverse } from "./reverse.ts";

/** Addresses of pods; every process of the namespace may listen on each of them. */
export const POD_ADDRESSES = "10.244.0.0/16";

/** Addresses of the inside behind which ports of the outside are: those that follow. */
const REVERSE_NETWORK = "10.244.254";

/** A network of its own, with no way out but by `reverse`. It ends with the last process in it. */
export interface NetworkNamespace {
  /** Makes a command run inside. */
  enter(command: readonly string[]): [string, ...string[]];
  /** Opens a connection inside. */
  dial(host: string, port: number): Promise<Socket>;
  /** Makes an address of the inside reachable on 127.0.0.1 of the outside, until the namespace is closed. */
  forward(host: string, port: number): Promise<Forward>;
  /**
   * Makes a port of 127.0.0.1 of the outside reachable at an address of the inside, from networks made by `createChild`
   * too, until the namespace is closed.
   *
   * @param insidePort of that address, which is used by nothing else. Default: the same as outside
   */
  reverse(outsidePort: number, insidePort?: number): Promise<Reverse>;
  /** Makes a network with one address of 10.245.0.0/16 inside this one. It ends with this one. */
  createChild(address: string): Promise<ChildNetwork>;
  close(): Promise<void>;
}

const SET_UP = [
  "ip link set lo up",
  // Pods with networks of their own reach each other through this one.
  "echo 1 >/proc/sys/net/ipv4/ip_forward",
  `ip route add local ${POD_ADDRESSES} dev lo`,
  "ip route add local 10.96.0.0/24 dev lo",
  'exec "$@"',
].join(" && ");

/**
 * Makes a network namespace: as root, else within a user namespace of its own where the kernel allows it.
 *
 * @throws TestbedError when the machine does not allow it, or lacks `unshare`, `nsenter` or `ip`.
 */
export async function createNetworkNamespace(
  directory: string,
  environment: Environment,
): Promise<NetworkNamespace> {
  const isRoot = process.getuid?.() === 0;
  const socketPath = join(directory, "dial");
  const dialer = createPart({
    name: "network",
    command: [
      "/usr/bin/env",
      "unshare",
      isRoot ? "--net" : "--map-root-user",
      "--net",
      "sh",
      "-c",
      SET_UP,
      "network",
      process.execPath,
      fileURLToPath(new URL("dialer.ts", import.meta.url)),
      socketPath,
    ],
    environment: { ...environment, PATH: `${environment["PATH"] ?? ""}:/usr/sbin:/sbin` },
    directory,
    isReady: () =>
      new Promise((resolve, reject) => {
        const socket = connect(socketPath, () => {
          socket.destroy();
          resolve(true);
        });
        socket.once("error", reject);
      }),
  });
  await dialer.start();
  const { pid } = dialer;
  const forwards: Forward[] = [];
  const reverses: Reverse[] = [];
  const children: ChildNetwork[] = [];
  let reversed = 0;
  const enter: NetworkNamespace["enter"] = (command) => [
    "/usr/bin/env",
    "nsenter",
    `--target=${pid}`,
    "--net",
    ...(isRoot ? [] : ["--user", "--preserve-credentials"]),
    ...command,
  ];
  return {
    enter,
    async createChild(address) {
      const child = await createChildNetwork(enter, { address, environment });
      children.push(child);
      return child;
    },
    dial: (host, port) => dial(socketPath, host, port),
    async forward(host, port) {
      const one = await forward(socketPath, host, port);
      forwards.push(one);
      return one;
    },
    async reverse(outsidePort, insidePort = outsidePort) {
      const number = (reversed += 1);
      const inside = { host: `${REVERSE_NETWORK}.${number}`, port: insidePort };
      const throughSocket = join(directory, `reverse-${number}`);
      const listenerPath = fileURLToPath(new URL("listener.ts", import.meta.url));
      const listener = createPart({
        name: `reverse-${number}`,
        command: enter([process.execPath, listenerPath, throughSocket, inside.host, String(insidePort)]),
        environment,
        directory,
        async isReady() {
          (await dial(socketPath, inside.host, insidePort)).destroy();
          return true;
        },
      });
      const one = await reverse({ outsidePort, inside, socketPath: throughSocket, listener });
      reverses.push(one);
      return one;
    },
    async close() {
      await Promise.all([...forwards, ...reverses, ...children].map((one) => one.close()));
      await dialer.kill();
    },
  };
}
