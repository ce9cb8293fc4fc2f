import type { StatusCode } from "../abi/status.ts";

/** Unwinds a host call to its boundary, where it becomes the call's return value. */
export class StatusError extends Error {
  readonly status: StatusCode;

  constructor(status: StatusCode) {
    super(`status ${status}`);
    this.status = status;
  }
}
