import { FairleadError } from "@fairlead/routing-schema";

/** Where a Valkey is, and who asks it. */
export interface ValkeyAddress {
  readonly host: string;
  readonly port: number;
  readonly database: number;
  readonly tls: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
}

const SCHEMES = new Map([
  ["valkey:", false],
  ["redis:", false],
  ["valkeys:", true],
  ["rediss:", true],
]);
const DEFAULT_PORT = 6_379;

const invalid = (what: string): FairleadError =>
  new FairleadError(
    "configuration_invalid",
    `picks.valkey.url ${what}. The value is not shown, it may hold a password.\n  Mend: write valkey://host:6379, with TLS valkeys://host:6379, with a user valkey://user@host:6379 and its password in picks.valkey.password; characters with a meaning in URLs as %XX.`,
  );

const decoded = (text: string): string | undefined => {
  try {
    return text === "" ? undefined : decodeURIComponent(text);
  } catch {
    throw invalid("has a % that is no escape in its user or password");
  }
};

/**
 * Reads the URL of a Valkey. `password` wins over the URL's own.
 *
 * @throws {FairleadError} `configuration_invalid`, without the URL.
 */
export function parseValkeyAddress(text: string, password?: string): ValkeyAddress {
  if (!URL.canParse(text)) throw invalid("is not a URL");
  const url = new URL(text);
  const tls = SCHEMES.get(url.protocol);
  if (tls === undefined) throw invalid("has another scheme than valkey, valkeys, redis and rediss");
  if (url.hostname === "") throw invalid("names no host");
  const database = /^\/?(\d{0,5})$/.exec(url.pathname)?.[1];
  if (database === undefined) throw invalid("has a path that is not the number of a database");
  if (url.search !== "" || url.hash !== "") throw invalid("has a ? or # with options, and there are none");
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? DEFAULT_PORT : Number(url.port),
    database: Number(database),
    tls,
    username: decoded(url.username),
    password: password ?? decoded(url.password),
  };
}
