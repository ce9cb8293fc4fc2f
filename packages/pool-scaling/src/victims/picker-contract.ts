/**
 * What a user's picker is asked: `POST`, as JSON. The names are those of the proposal for a downscale pod
 * picker (KEP-3189).
 */
export interface PickerRequest {
  /** How many pods are to go; at least 1, at most as many as there are candidates. */
  readonly number_of_pods_requested: number;
  /** The pod ids to choose from, in alphabetical order. */
  readonly candidate_pods: readonly string[];
}

/** What a picker answers. Both lists may hold pods; together at least as many as requested. */
export interface PickerAnswer {
  /** Pods that are to go. */
  readonly chosen_pods: readonly string[];
  /** Pods that go next, in any order. */
  readonly tied_pods: readonly string[];
}

/** What came of asking: the parsed JSON of the answer, or why there is none. */
export type PickerOutcome =
  | { readonly request: PickerRequest; readonly answer: unknown }
  | { readonly request: PickerRequest; readonly error: string };
