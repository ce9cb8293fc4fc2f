import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { waitFor } from "@fairlead/test-support";
import { expect, test } from "vitest";
import type { LocalGateway } from "./local-gateway.ts";
import { startPod, startTestGateway, whoAnswers } from "../testing/test-gateway.ts";

/** Opens a WebSocket by hand and gives the socket with what was answered so far. */
async function openWebSocket(
  gateway: LocalGateway,
  path: string,
): Promise<{ socket: Socket; answer: () => string }> {
  const socket = connect(gateway.port, gateway.host);
  let answer = "";
  socket.on("data", (data) => (answer += String(data)));
  socket.on("error", () => {});
  socket.write(
    `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
  );
  await once(socket, "data");
  return { socket, answer: () => answer };
}

test.each(["routes", "override_host"] as const)(
  "%s: pods come, go and drain under load without a failed request",
  async (mode) => {
    const stable = await startPod("stable-pod");
    const others = await Promise.all(["a-pod", "b-pod", "c-pod"].map((podId) => startPod(podId)));
    const gateway = await startTestGateway({ pods: [stable, ...others], routing: { mode } });
    const toStable =
      mode === "routes" ? { "x-fairlead-pod": "stable" } : { "x-fairlead-endpoint": stable.endpoint };
    const known = new Set(["stable-pod", ...others.map((pod) => pod.podId)]);

    let running = true;
    let requests = 0;
    const wrong: string[] = [];
    const load = Array.from({ length: 16 }, async (_, index) => {
      while (running) {
        const named = index % 2 === 0;
        const answer = await whoAnswers(gateway, "/", named ? toStable : {});
        requests += 1;
        if (named ? answer !== "stable-pod" : !known.has(answer)) wrong.push(answer);
      }
    });
    for (let round = 0; round < 24; round += 1) {
      const present = others.filter((_, index) => (round + index) % 3 !== 0);
      const pods = present.map((pod, index) => ({
        ...pod,
        state: (round + index) % 2 === 0 ? ("open" as const) : ("draining" as const),
      }));
      await gateway.update({ pods: [...pods, stable] });
    }
    await waitFor(() => requests > 500);
    running = false;
    await Promise.all(load);
    expect(wrong).toEqual([]);
  },
);

test("an update is in force when its promise resolves", async () => {
  const [a, b] = [await startPod("a-pod"), await startPod("b-pod")];
  const gateway = await startTestGateway({ pods: [], routing: { mode: "routes" } });
  for (let round = 0; round < 20; round += 1) {
    const pod = round % 2 === 0 ? a : b;
    await gateway.update({ pods: [pod] });
    expect(await whoAnswers(gateway, `/?podId=${pod.podId}`)).toBe(pod.podId);
    expect(await whoAnswers(gateway)).toBe(pod.podId);
  }
});

test("updates take effect in the order of the calls", async () => {
  const pods = await Promise.all(["a-pod", "b-pod", "c-pod"].map((podId) => startPod(podId)));
  const gateway = await startTestGateway({ pods: [], routing: { mode: "routes" } });
  await Promise.all([...pods, ...pods].map((pod) => gateway.update({ pods: [pod] })));
  expect(await whoAnswers(gateway)).toBe("c-pod");
});

test("a pod that comes back at another address is reached there", async () => {
  const [first, second] = [await startPod("a-pod"), await startPod("a-pod")];
  const gateway = await startTestGateway({ pods: [first], routing: { mode: "routes" } });
  expect(await whoAnswers(gateway, "/?podId=a-pod")).toBe("a-pod");
  first.close();
  await gateway.update({ pods: [second] });
  expect(await whoAnswers(gateway, "/?podId=a-pod")).toBe("a-pod");
});

test("an update with a faulty pod changes nothing", async () => {
  const pod = await startPod("a-pod");
  const gateway = await startTestGateway({ pods: [pod], routing: { mode: "routes" } });
  const faulty = { ...pod, endpoint: "localhost:80" };
  await expect(gateway.update({ pods: [faulty] })).rejects.toMatchObject({
    code: "identifier_invalid",
  });
  await expect(gateway.update({ pods: [pod, pod] })).rejects.toThrow(
    /pods\[1\].podId "a-pod" is used by two pods/,
  );
  expect(await whoAnswers(gateway)).toBe("a-pod");
});

test.each(["routes", "override_host"] as const)(
  "%s: a WebSocket outlives the removal of its pod",
  async (mode) => {
    const [a, b] = [await startPod("a-pod"), await startPod("b-pod")];
    const gateway = await startTestGateway({ pods: [a], routing: { mode } });
    const { answer, socket } = await openWebSocket(gateway, "/");
    expect(answer()).toContain("101 Switching Protocols");
    expect(answer()).toContain("x-served-by: a-pod");
    await gateway.update({ pods: [b] });
    expect(await whoAnswers(gateway)).toBe("b-pod");
    socket.write("still here");
    await waitFor(() => answer().endsWith("still here"));
    socket.destroy();
  },
);

test("a request that waits in a filter while its pod is removed still reaches it", async () => {
  const [a, b] = [await startPod("a-pod"), await startPod("b-pod")];
  const waiting: (() => void)[] = [];
  const lookup = await startPod("lookup-pod", {
    onRequest: (_request, response) => void waiting.push(() => response.end("ok")),
  });
  // Stands for the filter: asks, waits, and then names the pod.
  const lua = `function envoy_on_request(handle)
    handle:httpCall("lookup-service", {[":method"]="GET", [":path"]="/", [":authority"]="l"}, "", 20000)
    handle:headers():replace("x-fairlead-pod", "b")
    handle:clearRouteCache()
  end`;
  const gateway = await startTestGateway({
    pods: [a, b],
    routing: { mode: "routes" },
    lookupService: { address: lookup.endpoint },
    httpFilters: [
      {
        name: "envoy.filters.http.lua",
        typed_config: {
          "@type": "type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua",
          default_source_code: { inline_string: lua },
        },
      },
    ],
  });
  const answer = whoAnswers(gateway);
  await waitFor(() => waiting.length === 1);
  await gateway.update({ pods: [a] });
  waiting.pop()?.();
  expect(await answer).toBe("b-pod");
});
