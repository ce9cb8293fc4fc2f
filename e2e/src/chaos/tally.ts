import { FAULT_KINDS, type FaultKind } from "./fault-log.ts";

/** What happened, in numbers. */
export interface Tally {
  sessionsOpened: number;
  endedByClient: number;
  endedWithPod: number;
  endedWithEnvoy: number;
  /** Sessions that Fairlead ended: there must be none. */
  cut: number;
  /** Pods that were told to stop while they had sessions, whatever became of these: none. */
  stoppedWithSessions: number;
  requests: number;
  failedWithPod: number;
  failedWithEnvoy: number;
  /** Requests and attempts at a session that nobody answered, or with an error that no fault explains: none. */
  unanswered: number;
  podsAdded: number;
  podsRemoved: number;
  podsReplaced: number;
  scaleUps: number;
  scaleDowns: number;
  fewestPods: number;
  mostPods: number;
  mostSessions: number;
  /** Sessions at a time, once a second. */
  readonly sessionSamples: number[];
  readonly faults: Record<FaultKind, number>;
}

/** An empty tally. */
export const emptyTally = (): Tally => ({
  sessionsOpened: 0,
  endedByClient: 0,
  endedWithPod: 0,
  endedWithEnvoy: 0,
  cut: 0,
  stoppedWithSessions: 0,
  requests: 0,
  failedWithPod: 0,
  failedWithEnvoy: 0,
  unanswered: 0,
  podsAdded: 0,
  podsRemoved: 0,
  podsReplaced: 0,
  scaleUps: 0,
  scaleDowns: 0,
  fewestPods: Infinity,
  mostPods: 0,
  mostSessions: 0,
  sessionSamples: [],
  faults: Object.fromEntries(FAULT_KINDS.map((kind) => [kind, 0])) as Record<FaultKind, number>,
});
