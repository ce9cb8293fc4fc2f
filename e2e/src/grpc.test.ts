import { once } from "node:events";
import { connect, createServer, type IncomingHttpHeaders } from "node:http2";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startLocalGateway, type LocalGateway } from "@fairlead/local-gateway";
import { HEADER_POD, HEADER_POD_ID, HEADER_ROUTE_ID } from "@fairlead/routing-schema";
import { reply, startLookupDouble, type LookupDouble } from "./world/lookup-double.ts";

describe("gRPC", () => {
  let gateway: LocalGateway;
  let lookup: LookupDouble;
  const servers = ["grpc-0", "grpc-1"].map((podId) => ({ podId, server: createServer() }));

  beforeAll(async () => {
    lookup = await startLookupDouble();
    lookup.lookup = reply(200, "grpc-1", { [HEADER_POD_ID]: "grpc-1", [HEADER_ROUTE_ID]: "grpc-1" });
    for (const { podId, server } of servers) {
      server.on("stream", (stream, headers) => {
        stream.respond(
          {
            ":status": 200,
            "content-type": "application/grpc",
            "x-path": headers[":path"] ?? "",
            "x-pod": podId,
            "x-named": headers[HEADER_POD] ?? "",
          },
          { waitForTrailers: true },
        );
        stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
        stream.end(Buffer.from([0, 0, 0, 0, 0]));
      });
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
    }
    gateway = await startLocalGateway({
      lookupService: { address: lookup.endpoint },
      pods: servers.map(({ podId, server }) => ({
        podId,
        routeId: podId,
        endpoint: `127.0.0.1:${(server.address() as AddressInfo).port}`,
        state: "open" as const,
      })),
      routing: { mode: "routes" },
      filter: {
        configuration: { upstream_name: "lookup-service", authority: "lookup", pool: "default/grpc" },
      },
    });
  });
  afterAll(async () => {
    await gateway?.stop({ drainTimeoutMs: 0 });
    await lookup?.kill();
    for (const { server } of servers) server.close();
  });

  it("is routed by header alone: the method's path stays as it is", async () => {
    const session = connect(gateway.address);
    const stream = session.request({
      ":method": "POST",
      ":path": "/chat.v1.Rooms/Join",
      "content-type": "application/grpc",
      te: "trailers",
    });
    const trailers = once(stream, "trailers") as Promise<[IncomingHttpHeaders]>;
    stream.end(Buffer.from([0, 0, 0, 0, 0]));
    const [headers] = (await once(stream, "response")) as [IncomingHttpHeaders];
    stream.resume();
    expect(headers[":status"]).toBe(200);
    expect(headers["x-path"]).toBe("/chat.v1.Rooms/Join");
    expect(headers["x-pod"]).toBe("grpc-1");
    expect(headers["x-named"]).toBe("grpc-1");
    expect((await trailers)[0]["grpc-status"]).toBe("0");
    session.destroy();
  });
});
