import {
  answerWith,
  conflict,
  createStaleLists,
  cutAfter,
  delay,
  expired,
  failWatch,
  freezeAfter,
  internalError,
  loseAnswer,
  tooManyRequests,
  unauthorized,
  isWrite,
  type ApiRequest,
  type Fault,
  type FaultProxy,
} from "@fairlead/testbed";
import { isOfScaler } from "./scaler-requests.ts";

/** A fault that a replica of the scaler meets for a while. */
export interface Storm {
  /** Requests and watches that met it so far. */
  readonly hits: number;
  /** Takes it out of force. */
  end(): void;
}

/** Has the requests of a replica, by the name of its pod, meet a fault. */
export type StormBegin = (proxy: FaultProxy, replica: string) => Storm;

const DELAY_MS = 200;
const RETRY_AFTER_SECONDS = 1;

/** The Lease is left alone: who loses it is taken over from, which is another test's. */
const isAny = ({ resource }: ApiRequest): boolean => resource !== "leases";
const isWatch = ({ verb }: ApiRequest): boolean => verb === "watch";
const isList = ({ verb }: ApiRequest): boolean => verb === "list";
const isChange = (request: ApiRequest): boolean => isAny(request) && isWrite(request);
const isUpdate = (request: ApiRequest): boolean => isChange(request) && request.verb !== "create";

/** Every request of a kind, so many times. */
const answering =
  (matches: (request: ApiRequest) => boolean, fault: Fault, times: number): StormBegin =>
  (proxy, replica) => {
    const rule = proxy.add({
      matches: (request) => request.pod === replica && matches(request),
      fault,
      times,
    });
    return {
      get hits() {
        return rule.hits;
      },
      end: () => rule.remove(),
    };
  };

/** The watches that are open are cut or frozen, and so many of those that are opened after meet the fault. */
const watching =
  (fault: Fault, times: number, act: "cut" | "freeze", isTheFault = true): StormBegin =>
  (proxy, replica) => {
    const isOurs = (request: ApiRequest): boolean => request.pod === replica && isWatch(request);
    let isOver = false;
    // A path that is lost is noticed in the end, and the connection is broken.
    const breakFrozen = (): void => {
      if (act === "freeze") for (const watch of proxy.watches(isOurs)) watch.cut();
    };
    const rule = proxy.add({
      matches: isOurs,
      async fault(exchange) {
        await fault(exchange);
        // It was on its way when the storm ended.
        if (isOver) breakFrozen();
      },
      times,
    });
    const open = proxy.watches(isOurs);
    for (const watch of open) watch[act]();
    return {
      get hits() {
        return rule.hits + (isTheFault ? open.length : 0);
      },
      end() {
        isOver = true;
        rule.remove();
        breakFrozen();
      },
    };
  };

const stale = createStaleLists();
/** Has lists be remembered from here on; later ones are answered with them. */
export const rememberLists = (proxy: FaultProxy): void =>
  void proxy.add({ matches: (request) => isOfScaler(request) && isList(request), fault: stale.remember });

/** The faults of the proxy, by what they look like. */
export const STORMS: Readonly<Record<string, StormBegin>> = {
  "cut watches": watching(cutAfter(0), 10, "cut"),
  "half-open watches": watching(freezeAfter(0), 20, "freeze"),
  delays: answering(isAny, delay(DELAY_MS), 40),
  "stale lists": answering(isList, stale.answer, 12),
  "409 Conflict": answering(isUpdate, answerWith(conflict()), 5),
  "410 Gone": watching(failWatch(expired()), 10, "cut", false),
  "429 with Retry-After": answering(isAny, answerWith(tooManyRequests(RETRY_AFTER_SECONDS)), 6),
  "500": answering(isAny, answerWith(internalError()), 10),
  "lost answers": answering(isChange, loseAnswer(), 5),
  "401 for an expired token": answering(isAny, answerWith(unauthorized()), 10),
};
