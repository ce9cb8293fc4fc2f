import { once } from "node:events";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findBinaries } from "../binaries/find-binaries.ts";
import { startValkeyBed } from "./valkey-bed.ts";

async function ask(host: string, port: number, ...commands: readonly string[]): Promise<string> {
  const socket = connect({ host, port });
  socket.end(commands.map((command) => `${command}\r\n`).join(""));
  let answer = "";
  socket.on("data", (chunk) => (answer += String(chunk)));
  await once(socket, "close");
  return answer;
}

describe("startValkeyBed", () => {
  it("serves, is killed and comes back empty, and wants its password", async () => {
    const bed = await startValkeyBed({ environment: process.env, password: "open sesame" });
    try {
      const { host, part, port } = bed;
      expect(await ask(host, port, "GET a")).toMatch(/^-NOAUTH/);
      const login = 'AUTH "open sesame"';
      expect(await ask(host, port, login, "SET a 1", "GET a")).toBe("+OK\r\n+OK\r\n$1\r\n1\r\n");
      await part.kill();
      await expect(ask(host, port, login)).rejects.toThrow("ECONNREFUSED");
      await part.start();
      expect(await ask(host, port, login, "GET a")).toBe("+OK\r\n$-1\r\n");
    } finally {
      await bed.stop();
    }
  });
});

describe("the server's program", () => {
  let home: string;
  beforeEach(async () => (home = await mkdtemp(join(tmpdir(), "fairlead-valkey-"))));
  afterEach(() => rm(home, { recursive: true, force: true }));
  const find = (variables: Readonly<Record<string, string>>) =>
    findBinaries(["valkey-server"], { environment: { FAIRLEAD_CACHE: home, ...variables } });
  async function program(name: string, script = "exit 0"): Promise<string> {
    const path = join(home, "bin", name);
    await mkdir(join(home, "bin"), { recursive: true });
    await writeFile(path, `#!/bin/sh\n${script}\n`);
    await chmod(path, 0o755);
    return path;
  }

  it("is taken from where it is named, by either name", async () => {
    const redis = await program("redis-server");
    const variables = { FAIRLEAD_TESTBED_BIN: join(home, "bin"), PATH: "/usr/bin:/bin" };
    expect(await find(variables)).toEqual({ "valkey-server": redis });
    const valkey = await program("valkey-server");
    expect(await find(variables)).toEqual({ "valkey-server": valkey });
  });

  // Nothing but a shell and flock: as on a machine that is no Debian.
  const bare = async (): Promise<string> => {
    await program("flock", 'exec /usr/bin/flock "$@"');
    await program("sh", 'exec /bin/sh "$@"');
    await program("cat", "exec /bin/cat");
    return join(home, "bin");
  };

  it("says what to put where on a machine without apt", async () => {
    await expect(find({ PATH: await bare() })).rejects.toThrow(
      "There is no apt-get on PATH to unpack valkey-server with. Install Valkey 7.2 or Redis 7 and name the directory that holds valkey-server or redis-server in FAIRLEAD_TESTBED_BIN.",
    );
  });

  it("says what to do where the package lists have neither", async () => {
    await program("apt-get", "echo 'E: Unable to locate package' >&2; exit 100");
    await program("dpkg");
    await expect(find({ PATH: `${join(home, "bin")}:/usr/bin:/bin` })).rejects.toThrow(
      'neither valkey-server nor redis-server. Bring them up to date with "apt-get update"',
    );
  });
});
