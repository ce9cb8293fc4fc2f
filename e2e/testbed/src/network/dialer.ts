/**
 * Runs inside a network namespace and opens connections there for whoever asks on a Unix socket, which
 * is reached from outside: `host port` on a line, then what the connection carries. The first line
 * that comes back is `ok`, or the name of the error.
 *
 * @module
 */
import { connect, createServer } from "node:net";

const [socketPath = ""] = process.argv.slice(2);

const server = createServer({ allowHalfOpen: true }, (outer) => {
  outer.on("error", () => outer.destroy());
  let asked = "";
  const onData = (chunk: Buffer): void => {
    asked += chunk.toString("latin1");
    const end = asked.indexOf("\n");
    if (end === -1) return;
    outer.off("data", onData);
    outer.pause();
    const rest = asked.slice(end + 1);
    if (rest !== "") outer.unshift(Buffer.from(rest, "latin1"));
    const [host = "", port = ""] = asked.slice(0, end).split(" ");
    const inner = connect({ host, port: Number(port), allowHalfOpen: true });
    inner.once("connect", () => {
      outer.write("ok\n");
      inner.pipe(outer);
      outer.pipe(inner);
      outer.once("close", () => inner.destroy());
    });
    inner.once("error", (error: NodeJS.ErrnoException) => {
      if (inner.connecting || inner.bytesRead === 0) outer.end(`${error.code ?? "EIO"}\n`);
      outer.destroySoon();
    });
    inner.once("close", (hadError) => {
      if (hadError) outer.destroySoon();
    });
  };
  outer.on("data", onData);
});
server.listen(socketPath);
