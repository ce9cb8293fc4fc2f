import { startSupervisedProcess } from "@fairlead/local-pods";
import type { Environment } from "../binaries/cache-directory.ts";
import { runToEnd } from "../binaries/run-to-end.ts";
import { TestbedError } from "../binaries/testbed-error.ts";

/** A network with one address, tied to the one that it was made in. */
export interface ChildNetwork {
  /** Makes a command run inside, where it may listen on any address: nobody else is there. */
  enter(command: readonly string[]): [string, ...string[]];
  close(): Promise<void>;
}

/** The parent, as children see it. Their own addresses are the others of 10.245.0.0/16. */
const PARENT_ADDRESS = "10.245.255.1";

/**
 * Makes a network inside another one and ties them together with a pair of virtual interfaces.
 *
 * @param enter makes a command run in the parent
 *
 * @throws TestbedError
 */
export async function createChildNetwork(
  enter: (command: readonly string[]) => [string, ...string[]],
  { address, environment }: { readonly address: string; readonly environment: Environment },
): Promise<ChildNetwork> {
  const variables = { ...environment, PATH: `${environment["PATH"] ?? ""}:/usr/sbin:/sbin` };
  const [path, ...parameters] = enter([
    "unshare",
    "--net",
    "sh",
    "-c",
    "echo made && exec tail -f /dev/null",
  ]);
  const made = Promise.withResolvers<void>();
  const lines: string[] = [];
  const holder = await startSupervisedProcess({
    path,
    parameters,
    environment: variables,
    onLine(line) {
      lines.push(line);
      if (line === "made") made.resolve();
    },
  });
  void holder.exited.then(() =>
    made.reject(new TestbedError(`A network inside the test bed's cannot be made:\n${lines.join("\n")}`)),
  );
  await made.promise;
  const outer = `v${address.split(".").slice(2).join("-")}`;
  const inside = (command: readonly string[]): [string, ...string[]] =>
    enter(["nsenter", `--target=${holder.pid}`, "--net", ...command]);
  const run = async ([program, ...rest]: [string, ...string[]]): Promise<void> =>
    void (await runToEnd(program, rest, { environment: variables }));
  try {
    await run(
      enter([
        "sh",
        "-c",
        [
          `ip link add ${outer} type veth peer name eth0 netns ${holder.pid}`,
          `ip addr add ${PARENT_ADDRESS}/32 dev ${outer}`,
          `ip link set ${outer} up`,
          `ip route add ${address}/32 dev ${outer}`,
        ].join(" && "),
      ]),
    );
    await run(
      inside([
        "sh",
        "-c",
        [
          "ip link set lo up",
          `ip addr add ${address}/32 dev eth0`,
          "ip link set eth0 up",
          `ip route add ${PARENT_ADDRESS} dev eth0`,
          `ip route add default via ${PARENT_ADDRESS}`,
        ].join(" && "),
      ]),
    );
  } catch (error) {
    holder.kill();
    throw error;
  }
  return {
    enter: inside,
    async close() {
      holder.kill();
      await holder.exited;
    },
  };
}
