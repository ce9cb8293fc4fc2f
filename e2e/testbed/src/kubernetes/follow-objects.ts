import { request as tlsRequest } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import type { ApiEndpoint } from "./api-endpoint.ts";
import { callApi } from "./call-api.ts";

/** What is needed of any object. */
export interface StoredObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly resourceVersion: string;
  };
}

/** Time between two tries, when the API server is away. */
const RETRY_MS = 100;

interface WatchEvent<Item> {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  readonly object: Item;
}

async function watch<Item extends StoredObject>(
  endpoint: ApiEndpoint,
  path: string,
  signal: AbortSignal,
  onEvent: (event: WatchEvent<Item>) => void,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const request = tlsRequest(
      new URL(path, endpoint.url),
      {
        ca: endpoint.certificateAuthority,
        servername: endpoint.serverName,
        headers: { authorization: `Bearer ${endpoint.token}` },
        signal,
      },
      (response) => {
        let rest = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          const lines = (rest + chunk).split("\n");
          rest = lines.pop() ?? "";
          for (const line of lines) if (line !== "") onEvent(JSON.parse(line) as WatchEvent<Item>);
        });
        response.once("error", reject);
        response.once("end", resolve);
      },
    );
    request.once("error", reject);
    request.end();
  });
}

/**
 * Follows the objects of a path until the signal: each one that is there, each change, each end. Lists
 * anew whenever a watch breaks.
 */
export async function followObjects<Item extends StoredObject>(
  endpoint: ApiEndpoint,
  path: string,
  signal: AbortSignal,
  sink: { readonly onObject: (item: Item) => void; readonly onGone: (item: Item) => void },
): Promise<void> {
  const known = new Map<string, Item>();
  const see = (item: Item): void => {
    known.set(item.metadata.uid, item);
    sink.onObject(item);
  };
  const lose = (item: Item): void => {
    known.delete(item.metadata.uid);
    sink.onGone(item);
  };
  const join = path.includes("?") ? "&" : "?";
  while (!signal.aborted) {
    try {
      const answer = await callApi(endpoint, { path });
      if (answer.status !== 200) throw new Error(answer.text);
      const list = JSON.parse(answer.text) as {
        metadata: { resourceVersion: string };
        items: readonly Item[];
      };
      const present = new Set(list.items.map(({ metadata }) => metadata.uid));
      for (const item of known.values()) if (!present.has(item.metadata.uid)) lose(item);
      for (const item of list.items) see(item);
      const from = `${path}${join}watch=true&resourceVersion=${list.metadata.resourceVersion}`;
      await watch<Item>(endpoint, from, signal, ({ type, object }) => {
        if (type === "ADDED" || type === "MODIFIED") see(object);
        if (type === "DELETED") lose(object);
      });
    } catch {
      // The API server is away; the next list tells all that is to be known.
    }
    await sleep(RETRY_MS, undefined, { signal }).catch(() => {});
  }
}
