import { Status, type StatusCode } from "../abi/status.ts";
import { concatBytes } from "../bytes.ts";

/** A body buffer that the module may edit. */
export class BodyBuffer {
  bytes: Uint8Array;

  constructor(bytes: Uint8Array = new Uint8Array()) {
    this.bytes = bytes;
  }

  append(bytes: Uint8Array): void {
    this.bytes = concatBytes(this.bytes, bytes);
  }

  /** Prepends (0, 0), replaces all (0, at least the size) or appends (from the size on); nothing else is allowed. Source: Envoy `Buffer::copyFrom`. */
  edit(start: number, length: number, data: Uint8Array): StatusCode {
    if (start === 0 && length === 0) this.bytes = concatBytes(data, this.bytes);
    else if (start === 0 && length >= this.bytes.length) this.bytes = data;
    else if (start !== 0 && start >= this.bytes.length) this.append(data);
    else return Status.BAD_ARGUMENT;
    return Status.OK;
  }
}
