/** Inputs of one contract, for the tests of whoever reads or writes it, in any language. */
export interface ContractSamples {
  /** Accepted by every reader. */
  readonly valid: readonly unknown[];
  /** Refused by the zod schema and by the JSON Schema alike. */
  readonly invalid: readonly unknown[];
  /** Refused by the zod schema alone: what JSON Schema cannot say, such as one field against another. */
  readonly invalidTogether: readonly unknown[];
}
