/** Stops asking a lookup service that keeps failing: after five failures in a row, for 1 s, doubled up to 30 s. */
import * as metrics from "../metrics";

const FAILURES_TO_OPEN: u32 = 5;
const FIRST_PAUSE_MS: u64 = 1000;
const LONGEST_PAUSE_MS: u64 = 30000;

// @ts-ignore: decorator
@unmanaged
export class Breaker {
  failures: u32;
  open: bool;
  /** A single call is under way to see whether the service is back. */
  probing: bool;
  pauseMs: u64;
  retryAtMs: u64;

  /** Whether a call may be made now; while open, one at a time once the pause is over. */
  admits(nowMs: u64): bool {
    if (!this.open) return true;
    if (this.probing || nowMs < this.retryAtMs) return false;
    this.probing = true;
    return true;
  }

  succeeded(): void {
    if (this.open) metrics.changeBreakersOpen(-1);
    this.open = false;
    this.probing = false;
    this.failures = 0;
    this.pauseMs = 0;
  }

  failed(nowMs: u64): void {
    this.failures++;
    // Answers to calls made before it opened say nothing new.
    if (this.open ? !this.probing : this.failures < FAILURES_TO_OPEN) return;
    if (!this.open) metrics.changeBreakersOpen(1);
    this.open = true;
    this.probing = false;
    this.pauseMs = this.pauseMs == 0 ? FIRST_PAUSE_MS : min(this.pauseMs * 2, LONGEST_PAUSE_MS);
    this.retryAtMs = nowMs + this.pauseMs;
  }
}
