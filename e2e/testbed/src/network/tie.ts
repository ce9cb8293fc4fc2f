import type { Socket } from "node:net";

/** Breaks a connection; a Unix socket knows no other way than to end it. */
function cut(socket: Socket): void {
  if (socket.remoteAddress === undefined) socket.destroy();
  else socket.resetAndDestroy();
}

/**
 * Hands on between two connections, of which `inner` was opened for `outer`. Each may end its side and still hear the
 * other's; one that breaks on one side breaks on the other.
 */
export function tie(outer: Socket, inner: Socket): void {
  outer.pipe(inner);
  inner.pipe(outer);
  outer.on("error", () => inner.destroy());
  inner.on("error", () => cut(outer));
  inner.once("close", () => outer.destroySoon());
  outer.once("close", () => inner.destroy());
}
