/** Tells the time. */
export interface Clock {
  /**
   * Milliseconds since 1970, that never go back nor jump while the process runs: phases and leases are
   * measured with it, and someone who sets the system's clock must not end a lease.
   */
  nowMs(): number;
}
