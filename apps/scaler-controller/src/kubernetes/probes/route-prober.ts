import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { ProbedRoute } from "@fairlead/pool-scaling";
import type { Clock } from "../../interfaces/clock.ts";
import type { ProbeAnswer } from "./ask-gateway.ts";
import { createSightings, type SoughtRoute } from "./sightings.ts";

/** What is to be found out. */
export interface ProbeAim<Gateway extends { readonly name: string }> {
  readonly routes: readonly SoughtRoute[];
  readonly gateways: readonly Gateway[];
  /** Pods that are ready. With one more, a route that led nowhere may lead there. */
  readonly ready: readonly string[];
}

/** What a prober is made of. */
export interface RouteProberOptions<Gateway extends { readonly name: string }> {
  /** Asks one gateway for one route. Never rejects. */
  readonly ask: (gateway: Gateway, routeId: string, signal: AbortSignal) => Promise<ProbeAnswer>;
  /** Called when a gateway shows something new. */
  readonly changed: () => void;
  /** Told of each answer. */
  readonly answered: (answer: ProbeAnswer["kind"]) => void;
  /** Told when a gateway is seen to lead by a route for the first time, and how long after its writing that is. */
  readonly programmed: (afterMs: number) => void;
  readonly clock: Clock;
  /** Between two rounds when nothing has changed for a while. Default 250. */
  readonly longestPauseMs?: number;
}

/** Finds out which routes gateways have. */
export interface RouteProber<Gateway extends { readonly name: string }> {
  /** Looks for these from here on, and for no others. */
  aim(aim: ProbeAim<Gateway>): void;
  /** Looks for a route that has just been written, too: the next look will show it. */
  seek(route: SoughtRoute): void;
  probes(): readonly ProbedRoute[];
  close(): void;
}

/** Between two rounds: short at first, since Istio pushes within tens of milliseconds. */
const FIRST_PAUSE_MS = 10;
/** How long it stays short after something has changed. */
const HURRY_MS = 300;
const LONGEST_PAUSE_MS = 250;
/** Probes on their way at once. */
const CONCURRENCY = 16;

/**
 * Asks every gateway for every route that it has not shown since it was written, and for those that are to be gone,
 * again and again. While there is nothing of the kind, it asks nothing.
 */
export function createRouteProber<Gateway extends { readonly name: string }>(
  options: RouteProberOptions<Gateway>,
): RouteProber<Gateway> {
  const { ask, changed, clock, longestPauseMs = LONGEST_PAUSE_MS } = options;
  const sightings = createSightings();
  const ending = new AbortController();
  let present: ProbeAim<Gateway> = { routes: [], gateways: [], ready: [] };
  let sought: ReadonlyMap<string, SoughtRoute> = new Map();
  let running: Promise<void> | undefined;
  let pauseMs = FIRST_PAUSE_MS;
  let hurriesUntilMs = 0;
  let hurry = new AbortController();
  const isSought = (route: SoughtRoute, { name }: Gateway): boolean =>
    isDeepStrictEqual(sought.get(route.routeId), route) &&
    present.gateways.some((gateway) => gateway.name === name);

  const open = (): [SoughtRoute, Gateway][] =>
    present.routes.flatMap((route) =>
      present.gateways
        .filter(({ name }) => !sightings.isSettled(route, name))
        .map((gateway): [SoughtRoute, Gateway] => [route, gateway]),
    );

  async function askAll(questions: readonly [SoughtRoute, Gateway][]): Promise<boolean> {
    const left = questions.values();
    let isNew = false;
    const work = async (): Promise<void> => {
      for (const [route, gateway] of left) {
        const askedAtMs = clock.nowMs();
        const answer = await ask(gateway, route.routeId, ending.signal);
        if (!ending.signal.aborted) options.answered(answer.kind);
        // What is sought may have changed meanwhile; the answer is of the route that was asked for.
        if (ending.signal.aborted || !isSought(route, gateway)) continue;
        const answeredAtMs = clock.nowMs();
        if (!sightings.take(route, gateway.name, answer, { askedAtMs, answeredAtMs })) continue;
        isNew = true;
        if (sightings.isSettled(route, gateway.name)) options.programmed(answeredAtMs - route.writtenAtMs);
      }
    };
    await Promise.all(Array.from({ length: Math.min(CONCURRENCY, questions.length) }, work));
    return isNew;
  }

  function beginAnew(): void {
    pauseMs = FIRST_PAUSE_MS;
    hurriesUntilMs = clock.nowMs() + HURRY_MS;
  }
  async function run(): Promise<void> {
    for (;;) {
      const questions = open();
      if (questions.length === 0 || ending.signal.aborted) return;
      const askedAtMs = clock.nowMs();
      // What is aimed at during the round cuts the pause after it.
      const { signal } = hurry;
      const isNew = await askAll(questions);
      if (ending.signal.aborted) return;
      if (isNew) {
        changed();
        beginAnew();
      }
      const nowMs = clock.nowMs();
      // Many questions take their time, and the gateways are there for others.
      const tookMs = Math.max(FIRST_PAUSE_MS, nowMs - askedAtMs);
      const nextMs = nowMs < hurriesUntilMs ? tookMs : Math.max(tookMs, pauseMs * 2);
      pauseMs = Math.min(nextMs, longestPauseMs);
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
    }
  }
  function begin(): void {
    running ??= run().finally(() => {
      running = undefined;
      // What was aimed at as the last round ended is not lost.
      if (open().length > 0 && !ending.signal.aborted) begin();
    });
  }
  const keyOf = ({ gateways, ready, routes }: ProbeAim<Gateway>): string =>
    JSON.stringify([routes, gateways.map(({ name }) => name), [...ready].sort()]);
  let key = keyOf(present);

  function aim(next: ProbeAim<Gateway>): void {
    sightings.keep(
      new Set(next.routes.map(({ routeId }) => routeId)),
      new Set(next.gateways.map(({ name }) => name)),
    );
    // Where a gateway is asked may change without its name.
    present = next;
    sought = new Map(next.routes.map((route) => [route.routeId, route]));
    const nextKey = keyOf(next);
    if (nextKey === key) return;
    key = nextKey;
    beginAnew();
    hurry.abort();
    hurry = new AbortController();
    begin();
  }

  return {
    aim,
    seek(route) {
      const others = present.routes.filter(({ routeId }) => routeId !== route.routeId);
      const routes = [...others, route].sort((one, other) => (one.routeId < other.routeId ? -1 : 1));
      aim({ ...present, routes });
    },
    probes: sightings.probes,
    close() {
      ending.abort();
      hurry.abort();
    },
  };
}
