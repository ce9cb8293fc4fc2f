import { expect, test } from "vitest";
import { createFakeMachine, fakeEnvoy } from "../testing/fake-machine.ts";
import { startLocalGateway } from "../gateway/start-local-gateway.ts";
import { checkHasOverrideHost } from "./check-has-override-host.ts";

test("an Envoy from before the policy is refused before it is started", async () => {
  const machine = await createFakeMachine();
  const envoyPath = await machine.install("envoy", fakeEnvoy("1.34.9"));
  const started = startLocalGateway({ envoyPath, pods: [], routing: { mode: "override_host" } });
  await expect(started).rejects.toMatchObject({ code: "envoy_unusable" });
  await expect(started).rejects.toThrow(/Envoy 1\.34\.9; .*needs 1\.35\.0/);
});

test("one that has it passes", async () => {
  const machine = await createFakeMachine();
  await checkHasOverrideHost(await machine.install("envoy", fakeEnvoy("1.35.0")));
});
