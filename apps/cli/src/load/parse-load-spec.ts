import { parseDuration } from "../options/parse-duration.ts";
import { parseNumber } from "../options/parse-number.ts";
import { parsePath } from "../options/parse-path.ts";
import { usageError } from "../options/usage-error.ts";
import { DEFAULT_LOAD, type LoadKind, type LoadSpec } from "./load-spec.ts";

type Writable = { -readonly [Key in keyof LoadSpec]: LoadSpec[Key] };

const KINDS: readonly LoadKind[] = ["http", "websocket", "sse"];
const isKind = (text: string): text is LoadKind => (KINDS as readonly string[]).includes(text);

const readers: Readonly<Record<string, (text: string, spec: Writable) => void>> = {
  clients(text, spec) {
    spec.clients = parseNumber(text, {
      name: "clients in --load",
      minimum: 1,
      maximum: 10_000,
      integer: true,
    });
  },
  rate(text, spec) {
    const digits = text.endsWith("/s") ? text.slice(0, -2) : text;
    spec.ratePerSecond = parseNumber(digits, {
      name: "rate in --load",
      minimum: 0.01,
      maximum: 10_000,
      integer: false,
    });
  },
  session(text, spec) {
    spec.sessionMs = parseDuration(text, "session in --load");
  },
  kind(text, spec) {
    if (!isKind(text)) throw usageError(`kind in --load is ${KINDS.join(", ")}, not "${text}".`);
    spec.kind = text;
  },
  path(text, spec) {
    spec.path = parsePath(text, "path in --load");
  },
};

/**
 * Reads `clients=50,rate=10/s,session=20s,kind=websocket,path=/chat`; what is left out is as in
 * {@link DEFAULT_LOAD}. A path with a comma has its comma written as `%2C`.
 *
 * @throws FairleadError `usage_invalid`
 */
export function parseLoadSpec(text: string): LoadSpec {
  const spec: Writable = { ...DEFAULT_LOAD };
  const seen = new Set<string>();
  for (const part of text.split(",")) {
    const equals = part.indexOf("=");
    const key = part.slice(0, Math.max(0, equals));
    const read = Object.hasOwn(readers, key) ? readers[key] : undefined;
    if (read === undefined) {
      throw usageError(
        `--load takes ${Object.keys(readers).join("=…, ")}=…, separated by commas; "${part}" is none of them. Example: --load clients=50,rate=10/s,session=20s,kind=websocket,path=/chat`,
      );
    }
    if (seen.has(key))
      throw usageError(
        `${key} stands twice in --load "${text}". For two kinds of clients, give --load twice.`,
      );
    seen.add(key);
    read(part.slice(equals + 1), spec);
  }
  return spec;
}
