/** Which of several controllers acts. */
export interface Leadership {
  /** Whether this one may act now: true only while no other can have taken over. */
  isLeader(): boolean;
  /** Begins to take part; `changed` is called whenever `isLeader` may have changed. */
  start(changed: () => void): Promise<void>;
  /** Hands over at once and takes no further part. */
  stop(): Promise<void>;
  /** Why no part can be taken at present; `undefined` while all is well. */
  readonly fault: Error | undefined;
}

/** Leadership where there can be no other controller. */
export const soleLeadership: Leadership = {
  isLeader: () => true,
  start: async (changed) => changed(),
  stop: async () => {},
  fault: undefined,
};
