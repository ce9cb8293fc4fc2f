import { text } from "node:stream/consumers";
import type { ApiRequest } from "./api-request.ts";
import type { Exchange, Fault } from "./exchange.ts";

/** Lists as they were at a time that is over. */
export interface StaleLists {
  /** Hands a list on and remembers it. */
  readonly remember: Fault;
  /** Answers with the list that was remembered last for the same request; with the present one where there is none. */
  readonly answer: Fault;
}

/** Where the list begins does not matter to what is in it. */
function keyOf({ path, query }: ApiRequest): string {
  const relevant = [...query].filter(([name]) => !["resourceVersion", "resourceVersionMatch"].includes(name));
  return `${path}?${new URLSearchParams(relevant).toString()}`;
}

/** Remembers lists, to give them out when they are old: what an API server does whose cache lags behind. */
export function createStaleLists(): StaleLists {
  const lists = new Map<string, string>();
  return {
    async remember(exchange: Exchange) {
      const answer = await exchange.ask();
      const body = await text(answer);
      if (answer.statusCode === 200) lists.set(keyOf(exchange.request), body);
      exchange.answerText(answer.statusCode ?? 500, body);
    },
    async answer(exchange: Exchange) {
      const body = lists.get(keyOf(exchange.request));
      if (body === undefined) await exchange.forward();
      else exchange.answerText(200, body);
    },
  };
}
