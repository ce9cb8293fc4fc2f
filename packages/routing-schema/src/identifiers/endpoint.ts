import { z } from "zod";

/** An address that a socket connects to. */
export interface Endpoint {
  /** IPv4 or IPv6 address, without brackets. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
}

const unanchored = ({ source }: RegExp): string => source.replace(/^\^/, "").replace(/\$$/, "");
const PORT = "[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]";
const FORM = new RegExp(
  `^(?:\\[(?<six>${unanchored(z.regexes.ipv6)})\\]|(?<four>${unanchored(z.regexes.ipv4)})):(?<port>${PORT})$`,
);

/** Reads `ip:port` or `[ip]:port`; `undefined` when it is neither. Host names are not endpoints. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const { six, four, port } = FORM.exec(text)?.groups ?? {};
  const host = six ?? four;
  return host === undefined ? undefined : { host, port: Number(port) };
}

/** Writes an endpoint as `ip:port`, IPv6 in brackets. */
export const formatEndpoint = ({ host, port }: Endpoint): string =>
  host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;

/** `ip:port`, IPv6 as `[ip]:port`. */
export const endpointSchema = z
  .string()
  .regex(FORM, "an endpoint is ip:port, with IPv6 as [ip]:port")
  .meta({
    id: "Endpoint",
    description: "ip:port, IPv6 as [ip]:port",
    examples: ["10.0.3.17:8080", "[fd00::7]:8080"],
  });
