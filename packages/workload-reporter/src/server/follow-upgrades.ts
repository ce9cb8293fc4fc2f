import type { EventEmitter } from "node:events";

type Listener = (...parameters: never[]) => void;

/**
 * Listens to a server's `upgrade` events for as long as the application does. A listener alone
 * would make Node.js hand over sockets that nobody answers, where it would serve a plain request.
 *
 * @returns a function that stops listening
 */
export function followUpgrades(server: EventEmitter, onUpgrade: Listener): () => void {
  const listener = onUpgrade as (...parameters: unknown[]) => void;
  const others = (): number => server.listeners("upgrade").filter((other) => other !== listener).length;
  const listening = (): boolean => server.listeners("upgrade").includes(listener);

  const onAdded = (event: string | symbol, added: unknown): void => {
    if (event === "upgrade" && added !== listener && !listening())
      server.prependListener("upgrade", listener);
  };
  const onRemoved = (event: string | symbol): void => {
    if (event === "upgrade" && listening() && others() === 0) server.off("upgrade", listener);
  };

  if (others() > 0) server.prependListener("upgrade", listener);
  server.on("newListener", onAdded);
  server.on("removeListener", onRemoved);
  return () => {
    server.off("newListener", onAdded);
    server.off("removeListener", onRemoved);
    server.off("upgrade", listener);
  };
}
