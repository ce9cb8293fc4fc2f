import { setTimeout as sleep } from "node:timers/promises";

/** From the end of a stream to the next try. */
const RETRY_MS = 250;
/** More than a pool of thousands of pods takes; keeps a stream without ends from filling the memory. */
const LONGEST_LINE = 10_000_000;

interface Pod {
  readonly podId: string;
  readonly clients: number | null;
}
/** What is read of an event; further fields are the service's own matter. */
interface EventData {
  readonly pods?: readonly Pod[];
}

/** Lines of a text that comes in pieces. */
async function* readLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > LONGEST_LINE) throw new Error("the line has no end");
    yield* lines;
  }
}

/** Whether an event tells of other clients than those that are known, which it then makes known. */
function tellsOfChange(event: string, { pods = [] }: EventData, known: Map<string, number | null>): boolean {
  const others = pods.filter(({ clients, podId }) => known.get(podId) !== clients);
  for (const { clients, podId } of others) known.set(podId, clients);
  // The load of a pod falls and rises with picks, which says nothing that the scaler acts on.
  return event !== "load" || others.length > 0;
}

/**
 * Follows the events of a pool at the lookup service, through its restarts. Only a hint: what is acted on is
 * asked for, and the interval of the scaler makes good what is missed.
 */
export function followLookup(url: string, pool: string, changed: () => void): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  async function readStream(): Promise<void> {
    const response = await fetch(`${url.replace(/\/$/, "")}/v1/pools/${pool}/events`, { signal });
    if (response.status !== 200) return response.body?.cancel();
    const known = new Map<string, number | null>();
    let event = "";
    for await (const line of readLines(response.body ?? new ReadableStream<Uint8Array>())) {
      if (line.startsWith("event: ")) event = line.slice("event: ".length);
      else if (line.startsWith("data: ")) {
        const data = JSON.parse(line.slice("data: ".length)) as EventData;
        if (tellsOfChange(event, data, known)) changed();
      }
    }
  }
  void (async () => {
    while (!signal.aborted) {
      // It is away, or speaks another release's language: the next try may find it.
      await readStream().catch(() => {});
      await sleep(RETRY_MS, undefined, { signal }).catch(() => {});
    }
  })();
  return () => ending.abort();
}
