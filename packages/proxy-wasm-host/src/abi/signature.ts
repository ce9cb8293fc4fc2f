/** A WebAssembly number type. */
export type ValueType = "i32" | "i64" | "f32" | "f64";

/** The type of a function that is imported or exported. */
export interface Signature {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** Writes a signature as `(i32, i64) -> i32`. */
export function formatSignature(signature: Signature): string {
  return `(${signature.params.join(", ")}) -> ${signature.results.join(", ") || "none"}`;
}

/** Whether two signatures are the same type. */
export function sameSignature(left: Signature, right: Signature): boolean {
  return formatSignature(left) === formatSignature(right);
}

/** Reads the short form used by the ABI tables: `iij` is two `i32` and one `i64`; the result follows a colon. */
export function signatureOf(short: string): Signature {
  const [params = "", results = ""] = short.split(":");
  const types = (letters: string): ValueType[] =>
    Array.from(letters, (letter) => (letter === "j" ? "i64" : "i32"));
  return { params: types(params), results: types(results) };
}
