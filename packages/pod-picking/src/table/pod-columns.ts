/**
 * What is known of each pod, one array a property: a pick walks numbers that lie side by side and
 * allocates nothing. A pod is addressed by its slot; slots of removed pods are given out again.
 */
export interface PodColumns {
  /** Slots that fit before the arrays grow. */
  length: number;
  podIds: string[];
  /** 1 where the source of the pods says draining. */
  sourceDraining: Uint8Array;
  /** 1 where the pod itself says draining. */
  reportedDraining: Uint8Array;
  /** Reported clients; 0 before the first report. */
  clients: Float64Array;
  /** Reported capacity; `Infinity` for no limit. */
  capacity: Float64Array;
  /** When the report was sampled; `-Infinity` before the first one. */
  sampledAtMs: Float64Array;
  /** Error level at `errorAtMs`, from where it decays. */
  errorLevel: Float64Array;
  errorAtMs: Float64Array;
}

/** Columns with room for `length` pods. */
export function createPodColumns(length: number): PodColumns {
  const columns: PodColumns = {
    length,
    podIds: [],
    sourceDraining: new Uint8Array(length),
    reportedDraining: new Uint8Array(length),
    clients: new Float64Array(length),
    capacity: new Float64Array(length),
    sampledAtMs: new Float64Array(length),
    errorLevel: new Float64Array(length),
    errorAtMs: new Float64Array(length),
  };
  for (let slot = 0; slot < length; slot += 1) clearPod(columns, slot);
  return columns;
}

/** Makes the slot that of a pod of which nothing is known. */
export function clearPod(columns: PodColumns, slot: number): void {
  columns.podIds[slot] = "";
  columns.sourceDraining[slot] = 0;
  columns.reportedDraining[slot] = 0;
  columns.clients[slot] = 0;
  columns.capacity[slot] = Infinity;
  columns.sampledAtMs[slot] = -Infinity;
  columns.errorLevel[slot] = 0;
  columns.errorAtMs[slot] = 0;
}

/** Doubles the columns in place. */
export function growPodColumns(columns: PodColumns): void {
  const larger = createPodColumns(columns.length * 2);
  for (let slot = 0; slot < columns.length; slot += 1) larger.podIds[slot] = columns.podIds[slot] ?? "";
  larger.sourceDraining.set(columns.sourceDraining);
  larger.reportedDraining.set(columns.reportedDraining);
  larger.clients.set(columns.clients);
  larger.capacity.set(columns.capacity);
  larger.sampledAtMs.set(columns.sampledAtMs);
  larger.errorLevel.set(columns.errorLevel);
  larger.errorAtMs.set(columns.errorAtMs);
  Object.assign(columns, larger);
}

/** Reads a column; every slot that is handed around lies inside. */
export const at = (column: Float64Array | Int32Array | Uint8Array, slot: number): number =>
  column[slot] as number;
