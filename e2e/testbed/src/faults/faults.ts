import { once } from "node:events";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import type { Exchange, Fault } from "./exchange.ts";
import type { StatusAnswer } from "./status-body.ts";

/** Answers in the API server's place, which never sees the request. */
export const answerWith =
  (answer: StatusAnswer): Fault =>
  (exchange) =>
    exchange.answer(answer);

/** Breaks the connection before the API server sees the request. */
export const dropRequest = (): Fault => (exchange) => exchange.reset();

/** Lets the request happen, and breaks the connection in the place of the answer. */
export const loseAnswer = (): Fault => async (exchange) => {
  await text(await exchange.ask());
  exchange.reset();
};

/** Never answers; the API server does not see the request. */
export const neverAnswer = (): Fault => async (exchange) => {
  if (!exchange.signal.aborted) await once(exchange.signal, "abort");
};

/** Does the rest after a time, or once something has happened. */
export const delay =
  (until: number | Promise<unknown>, then: Fault = (exchange) => exchange.forward()): Fault =>
  async (exchange) => {
    await (typeof until === "number" ? sleep(until) : until);
    if (!exchange.signal.aborted) await then(exchange);
  };

/** Breaks a watch once so many events have passed. */
export const cutAfter = (events: number): Fault => onEvent(events, (stream) => stream.cut());

/** Leaves a watch open without handing on anything, once so many events have passed. */
export const freezeAfter = (events: number): Fault => onEvent(events, (stream) => stream.freeze());

/** Ends a watch with an `ERROR` event, as the API server does whose history does not reach back so far. */
export const failWatch =
  (answer: StatusAnswer): Fault =>
  (exchange) =>
    exchange.answerText(200, `${JSON.stringify({ type: "ERROR", object: answer.body })}\n`);

function onEvent(events: number, act: (stream: { cut(): void; freeze(): void }) => void): Fault {
  return (exchange: Exchange) =>
    exchange.forward((stream) => {
      if (events === 0) act(stream);
      else
        stream.onEvent((delivered) => {
          if (delivered === events) act(stream);
        });
    });
}
