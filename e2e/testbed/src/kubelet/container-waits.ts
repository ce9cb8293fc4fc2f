/** Why a container has not started yet, in the words of a kubelet. */
export type WaitingReason =
  | "ContainerCreating"
  | "CrashLoopBackOff"
  | "CreateContainerConfigError"
  | "CreateContainerError"
  | "ErrImagePull";

/** A container cannot be started as things are; it is tried again until it can. */
export class ContainerWaits extends Error {
  override readonly name = "ContainerWaits";
  readonly reason: WaitingReason;

  constructor(reason: WaitingReason, message: string) {
    super(message);
    this.reason = reason;
  }
}
