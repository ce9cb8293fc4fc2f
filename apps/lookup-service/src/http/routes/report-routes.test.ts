import { expect, it, onTestFinished } from "vitest";
import { parseLookupConfiguration } from "../../configuration/parse-lookup-configuration.ts";
import { createLookupService } from "../../create-lookup-service.ts";
import { poolViewSchema } from "../../pools/pool-view.ts";
import type { PodPhase, PodSource, PodSourceListener } from "../../sources/pod-source.ts";
import { pushPool } from "../../testing/test-service.ts";

const CHAT = "default/chat";
type Phase = "starting" | "open" | "closed";

/** A source that knows of phases, and is fed by the test. */
function createPhasedSource() {
  let listener: PodSourceListener | undefined;
  const source: PodSource = {
    kind: "phased",
    start: async (started) => void (listener = started),
    ageMs: () => 0,
    stop: async () => {},
  };
  const tell = (phases: Readonly<Record<string, Phase>>): void => {
    const all = Object.entries(phases);
    const isOpen = ([, phase]: readonly [string, Phase]): boolean => phase === "open";
    const pods = all
      .filter(isOpen)
      .map(([podId]) => ({ podId, endpoint: "127.0.0.1:9", state: "open" as const }));
    const read = all.map(([podId, phase]): PodPhase => {
      const known = { podId, routeId: podId, phaseRevision: 1 };
      return phase === "open"
        ? { ...known, state: "open", unlistedBecause: null }
        : { ...known, state: "unlisted", unlistedBecause: phase };
    });
    listener?.pods(new Map([[CHAT, { pods, phases: read }]]));
  };
  return { source, tell };
}

async function setUp() {
  const { source, tell } = createPhasedSource();
  const configuration = parseLookupConfiguration({ pools: { [CHAT]: pushPool } });
  const service = createLookupService({ source, configuration });
  onTestFinished(() => service.stop());
  await service.start();
  const push = async (reports: object): Promise<unknown> => {
    const headers = { "content-type": "application/json" };
    const init = { method: "POST", headers, body: JSON.stringify(reports) };
    return (await service.app.request(`/v1/pools/${CHAT}/reports`, init)).json();
  };
  const told = async () => {
    const { phases } = poolViewSchema.parse(await (await service.app.request(`/v1/pools/${CHAT}`)).json());
    return Object.fromEntries((phases?.pods ?? []).map(({ podId, report }) => [podId, report?.clients]));
  };
  return { push, tell, told };
}

it("takes reports of closed pods and tells them, and none of pods that nobody was led to yet", async () => {
  const { push, tell, told } = await setUp();
  tell({ "chat-0": "open", "chat-1": "closed", "chat-2": "starting" });
  const reports = [
    { podId: "chat-0", clients: 5 },
    { podId: "chat-1", clients: 3 },
    { podId: "chat-1", clients: 2 },
    { podId: "chat-2", clients: 0 },
  ];
  expect(await push(reports)).toEqual({ taken: 3, ignored: ["chat-2"] });
  expect(await told()).toEqual({ "chat-0": undefined, "chat-1": 2, "chat-2": undefined });
});

it("forgets what a closed pod pushed once it is open again, or gone", async () => {
  const { push, tell, told } = await setUp();
  tell({ "chat-0": "closed", "chat-1": "closed" });
  await push([
    { podId: "chat-0", clients: 1 },
    { podId: "chat-1", clients: 1 },
  ]);
  tell({ "chat-0": "open" });
  tell({ "chat-0": "closed", "chat-1": "closed" });
  expect(await told()).toEqual({ "chat-0": undefined, "chat-1": undefined });
});
