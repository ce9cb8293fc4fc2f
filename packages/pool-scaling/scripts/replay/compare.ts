import { isDeepStrictEqual } from "node:util";
import type { ScalingCondition } from "../../src/replica-count/conditions.ts";
import type { Got } from "./replicas-layer.ts";

/**
 * Whether a condition is among those there are. Forms: a reason, `Type=Reason`, `Type=Status`,
 * `Type=Status/Reason`.
 */
function hasCondition(conditions: readonly ScalingCondition[], expected: string): boolean {
  const [type, value] = expected.includes("=") ? expected.split("=", 2) : [undefined, expected];
  const [first, reason] = (value ?? "").split("/", 2);
  return conditions.some(
    (one) =>
      (type === undefined || one.type === type) &&
      (reason === undefined
        ? one.reason === first || (type !== undefined && one.status === first)
        : one.status === first && one.reason === reason),
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether a value has what is expected of it; an object may have more than that. */
function matches(expected: unknown, got: unknown): boolean {
  if (typeof expected === "bigint" || typeof got === "bigint")
    return Number.isSafeInteger(expected) || typeof expected === "bigint"
      ? got !== undefined && BigInt(expected as bigint | number) === BigInt(got as bigint | number)
      : false;
  if (Array.isArray(expected) && Array.isArray(got))
    return expected.length === got.length && expected.every((one, index) => matches(one, got[index]));
  if (isObject(expected) && isObject(got))
    return Object.entries(expected).every(([key, value]) => matches(value, got[key]));
  return isDeepStrictEqual(expected, got);
}

/** The order of these is nobody's concern. */
const SETS: ReadonlySet<string> = new Set(["Unready", "Missing", "Ignored"]);

/** One expectation that was not met. */
export interface Difference {
  readonly name: string;
  readonly expected: unknown;
  readonly got: unknown;
}

function differs(name: string, expected: unknown, got: Got): boolean {
  const value = got[name];
  if (name === "Error") {
    if (typeof expected === "string") return typeof value !== "string" || !value.includes(expected);
    const failed = typeof value === "string" || value === true;
    return failed !== (expected === true);
  }
  if (expected === null) return name !== "Condition" && value !== undefined && value !== null;
  if (name === "Condition" && Array.isArray(value))
    return typeof expected !== "string" || !hasCondition(value as ScalingCondition[], expected);
  if (SETS.has(name) && Array.isArray(expected)) return !matches(expected.map(String).toSorted(), value);
  return !matches(expected, value);
}

/**
 * Holds every `expected…` field of a case against what was got. An error that nothing expects is a
 * difference, and so is a case that expects nothing.
 */
export function differences(fields: Readonly<Record<string, unknown>>, got: Got): Difference[] {
  const expectations = Object.entries(fields).filter(([key]) => /^expected[A-Z]/.test(key));
  if (expectations.length === 0) return [{ name: "expected…", expected: "at least one field", got: "none" }];
  const found = expectations
    .map(([key, expected]) => ({ name: key.slice("expected".length), expected }))
    .filter(({ name, expected }) => differs(name, expected, got))
    .map(({ name, expected }) => ({ name, expected, got: got[name] }));
  const failure = got["Error"];
  if (
    typeof failure === "string" &&
    (fields["expectedError"] ?? false) === false &&
    !found.some(({ name }) => name === "Error")
  )
    found.push({ name: "Error", expected: null, got: failure });
  return found;
}
