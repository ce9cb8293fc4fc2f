import type { HeaderMap } from "../headers/header-map.ts";
import type { PropertyTree } from "../state/properties.ts";

/** The properties that Envoy derives from a stream: `request.path`, `response.code` and so on. */
export function streamProperties(
  request: HeaderMap | undefined,
  response: HeaderMap | undefined,
): PropertyTree {
  const path = request?.get(":path");
  const status = response?.get(":status");
  return {
    request: {
      path,
      url_path: path?.split("?")[0],
      query: path?.includes("?") === true ? path.slice(path.indexOf("?") + 1) : undefined,
      host: request?.get(":authority"),
      scheme: request?.get(":scheme"),
      method: request?.get(":method"),
      referer: request?.get("referer"),
      useragent: request?.get("user-agent"),
      id: request?.get("x-request-id"),
      protocol: "HTTP/1.1",
      headers: request,
    },
    response: { code: status === undefined ? undefined : Number(status), headers: response },
    source: { address: "127.0.0.1:40000", port: 40_000 },
    destination: { address: "127.0.0.1:8080", port: 8080 },
    connection: { mtls: false },
  };
}
