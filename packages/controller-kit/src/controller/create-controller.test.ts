import { describe, expect, it, vi } from "vitest";
import { exponentialLimiter } from "../queue/rate-limiter.ts";
import { recordingMetrics } from "../testing/recording-metrics.ts";
import { manualClock } from "../testing/manual-clock.ts";
import { createController, type ControllerOptions } from "./create-controller.ts";
import { TerminalError, type ReconcileRequest } from "./reconcile.ts";

function start(reconcile: ControllerOptions["reconcile"], options: Partial<ControllerOptions> = {}) {
  const clock = manualClock();
  const { metrics, figures } = recordingMetrics();
  const errors: string[] = [];
  const stop = new AbortController();
  const controller = createController({
    name: "test",
    sources: [],
    reconcile,
    limiter: exponentialLimiter({ firstMs: 10, limitMs: 1_000 }),
    onError: (error, key) => errors.push(`${key}: ${error instanceof Error ? error.message : String(error)}`),
    metrics,
    clock,
    ...options,
  });
  const running = controller.run(stop.signal);
  return { clock, controller, errors, figures, running, stop };
}

describe("createController", () => {
  it("passes over a key once, however often it was called for, and tells what it is", async () => {
    const passes: ReconcileRequest[] = [];
    const { clock, controller } = start(async (request) => void passes.push(request));
    for (let call = 0; call < 3; call += 1) controller.enqueue("space/name");
    controller.enqueue("alone");
    await clock.advance(0);
    expect(passes.map(({ key, namespace, name }) => [key, namespace, name])).toEqual([
      ["space/name", "space", "name"],
      ["alone", undefined, "alone"],
    ]);
  });

  it("passes again over a key that was called for meanwhile, and never twice at the same time", async () => {
    let running = 0;
    let passes = 0;
    const gates: (() => void)[] = [];
    const { clock, controller } = start(
      async () => {
        running += 1;
        passes += 1;
        expect(running).toBe(1);
        await new Promise<void>((resolve) => gates.push(resolve));
        running -= 1;
      },
      { concurrency: 4 },
    );
    controller.enqueue("a");
    await clock.advance(0);
    controller.enqueue("a");
    controller.enqueue("a");
    await clock.advance(0);
    expect(passes).toBe(1);
    gates.shift()?.();
    await clock.advance(0);
    expect(passes).toBe(2);
    gates.shift()?.();
    await clock.advance(0);
    expect(passes).toBe(2);
  });

  it("passes over so many keys at the same time", async () => {
    const running = new Set<string>();
    const { clock, controller } = start(
      async ({ key }) => {
        running.add(key);
        await new Promise(() => {});
      },
      { concurrency: 2 },
    );
    for (const key of ["a", "b", "c"]) controller.enqueue(key);
    await clock.advance(0);
    expect([...running]).toEqual(["a", "b"]);
  });

  it("comes back to what failed after waits that double, and forgets that once it succeeds", async () => {
    const atMs: number[] = [];
    let failures = 3;
    const { clock, controller, errors, figures } = start(async () => {
      atMs.push(clock.steadyMs());
      if (failures > 0) {
        failures -= 1;
        throw new Error("not yet");
      }
    });
    controller.enqueue("a");
    await clock.advance(1_000);
    expect(atMs).toEqual([0, 10, 30, 70]);
    expect(errors).toEqual(["a: not yet", "a: not yet", "a: not yet"]);
    failures = 1;
    controller.enqueue("a");
    await clock.advance(1_000);
    expect(atMs.slice(4)).toEqual([1_000, 1_010]);
    expect(figures.get("reconciles controller=test result=error")).toBe(4);
    expect(figures.get("reconciles controller=test result=success")).toBe(2);
    expect(figures.get("reconcileErrors controller=test")).toBe(4);
  });

  it("survives a mistake in the program, and counts it", async () => {
    let passes = 0;
    const { clock, controller, errors, figures } = start(() => {
      passes += 1;
      if (passes === 1) (undefined as unknown as { missing(): void }).missing();
      return Promise.resolve();
    });
    controller.enqueue("a");
    await clock.advance(100);
    expect(passes).toBe(2);
    expect(errors).toHaveLength(1);
    expect(figures.get("reconcilePanics controller=test")).toBe(1);
  });

  it("survives an `onError` that throws", async () => {
    const shown = vi.spyOn(console, "error").mockImplementation(() => {});
    let passes = 0;
    const { clock, controller } = start(
      () => {
        passes += 1;
        return Promise.reject(new Error("again"));
      },
      {
        onError: () => {
          throw new Error("a mistake in onError");
        },
      },
    );
    controller.enqueue("a");
    await clock.advance(100);
    expect(shown).toHaveBeenCalled();
    shown.mockRestore();
    expect(passes).toBeGreaterThan(1);
  });

  it("does not come back to what a repetition would not mend, until it is called for", async () => {
    let passes = 0;
    const { clock, controller, figures } = start(() => {
      passes += 1;
      return Promise.reject(new TerminalError("the spec is wrong"));
    });
    controller.enqueue("a");
    await clock.advance(10_000);
    expect(passes).toBe(1);
    controller.enqueue("a");
    await clock.advance(10_000);
    expect(passes).toBe(2);
    expect(figures.get("terminalReconcileErrors controller=test")).toBe(2);
  });

  it("comes back after the time that a pass asks for", async () => {
    const atMs: number[] = [];
    const { clock, controller } = start(async () => {
      atMs.push(clock.steadyMs());
      return atMs.length < 3 ? { requeueAfterMs: 500 } : undefined;
    });
    controller.enqueue("a");
    await clock.advance(5_000);
    expect(atMs).toEqual([0, 500, 1_000]);
  });

  it("tells a pass that takes too long, and comes back to it", async () => {
    const reasons: string[] = [];
    const { clock, controller } = start(
      ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => {
            reasons.push((signal.reason as Error).name);
            reject(signal.reason as Error);
          });
        }),
      { passTimeoutMs: 300 },
    );
    controller.enqueue("a");
    await clock.advance(700);
    expect(reasons).toEqual(["TimeoutError", "TimeoutError"]);
  });

  it("waits for the passes that run when it stops, begins no other, and calls none of them failed", async () => {
    const started: string[] = [];
    const { clock, controller, errors, running, stop } = start(
      async ({ key, signal }) =>
        new Promise((_, reject) => {
          started.push(key);
          signal.addEventListener("abort", () => reject(signal.reason as Error));
        }),
    );
    controller.enqueue("a");
    controller.enqueue("b");
    await clock.advance(0);
    stop.abort();
    await running;
    expect(started).toEqual(["a"]);
    expect(errors).toEqual([]);
    controller.enqueue("c");
    await clock.advance(1_000);
    expect(started).toEqual(["a"]);
    expect(clock.timers).toBe(0);
  });
});
