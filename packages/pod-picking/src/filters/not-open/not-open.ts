/** Keeps out a pod that its source, or the pod itself, calls draining. */
export const isNotOpen = (sourceDraining: number, reportedDraining: number): boolean =>
  sourceDraining !== 0 || reportedDraining !== 0;
