import { z } from "zod";

/** An address that a socket connects to. */
export interface Endpoint {
  /** IPv4 or IPv6 address, without brackets. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
}

const ipv4 = z.ipv4();
const ipv6 = z.ipv6();

/** Reads `ip:port` or `[ip]:port`; `undefined` when it is neither. Host names are not endpoints. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]{2,45})\]|([0-9.]{7,15})):([1-9][0-9]{0,4})$/.exec(text);
  if (match === null) return undefined;
  const [, six, four, portText] = match;
  const port = Number(portText);
  if (port > 65_535) return undefined;
  if (six !== undefined) return ipv6.safeParse(six).success ? { host: six, port } : undefined;
  return four !== undefined && ipv4.safeParse(four).success ? { host: four, port } : undefined;
}

/** Writes an endpoint as `ip:port`, IPv6 in brackets. */
export const formatEndpoint = ({ host, port }: Endpoint): string =>
  host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;

/** `ip:port`, IPv6 as `[ip]:port`. */
export const endpointSchema = z
  .string()
  .refine((text) => parseEndpoint(text) !== undefined, "an endpoint is ip:port, with IPv6 as [ip]:port")
  .meta({ id: "Endpoint", description: "ip:port, IPv6 as [ip]:port", examples: ["10.0.3.17:8080", "[fd00::7]:8080"] });
