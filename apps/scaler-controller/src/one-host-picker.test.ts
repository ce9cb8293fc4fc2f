import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import type { PickerRequest } from "@fairlead/pool-scaling";
import { until } from "@fairlead/test-support";
import { afterEach, expect, it } from "vitest";
import { createScalerController, type ScalerController } from "./create-scaler-controller.ts";
import { soleLeadership } from "./interfaces/leadership.ts";
import { POOL, startHost, type Host } from "./testing/start-host.ts";

let host: Host | undefined;
let scaler: ScalerController | undefined;
let picker: Server | undefined;

afterEach(async () => {
  await scaler?.stop();
  await host?.close();
  picker?.closeAllConnections();
  picker?.close();
});

it("lets the user's own program say which of the empty pods go", async () => {
  const asked: PickerRequest[] = [];
  const kept = { podId: "" };
  picker = createServer((request, response) => {
    void json(request).then((body) => {
      const { candidate_pods: candidates, number_of_pods_requested: count } = body as PickerRequest;
      asked.push(body as PickerRequest);
      const chosen = candidates.filter((podId) => podId !== kept.podId).slice(0, count);
      response.end(JSON.stringify({ chosen_pods: chosen }));
    });
  });
  await new Promise<void>((resolve) => picker?.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(picker.address() as AddressInfo).port}`;
  const scaling = (minReplicas: number) => ({
    minReplicas,
    maxReplicas: 3,
    behavior: { scaleDown: { stabilizationWindowSeconds: 0 } },
  });
  host = await startHost({ scaling: scaling(1), draining: { silentSeconds: 60, picker: { url } } });
  const { world } = host;
  const { current } = world.source;
  let minReplicas = 3;
  const source = {
    ...world.source,
    current: () => ({ ...current(), scaling: { ...current().scaling, minReplicas } }),
  };
  scaler = createScalerController({
    pools: [{ ...world, source }],
    leadership: soleLeadership,
    reconcile: { intervalMs: 100, pauseMs: 10 },
  });
  await scaler.start();
  const pods = () => scaler?.view(POOL)?.pods ?? [];
  await until(
    "three pods are open and heard",
    () => pods().filter(({ clients, phase }) => phase === "open" && clients === 0).length === 3,
  );
  // The scaler's own order takes the youngest first; this is another choice.
  kept.podId = pods().find(({ routeId }) => routeId.endsWith("-3"))?.podId ?? "";
  minReplicas = 1;
  await until("one pod is left", () => pods().length === 1);
  expect(pods()[0]?.podId).toBe(kept.podId);
  expect(asked[0]).toMatchObject({ number_of_pods_requested: 2 });
  expect(asked[0]?.candidate_pods).toContain(kept.podId);
});
