/** A test bed that cannot be had on this machine, or a part of it that did not start. The message says how to mend it. */
export class TestbedError extends Error {
  override readonly name = "TestbedError";
}
