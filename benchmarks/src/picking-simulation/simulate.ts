import { createLoadTable, createSeededRandom, type RandomSource } from "@fairlead/pod-picking";
import { createEventQueue } from "./event-queue.ts";
import type { Policy, SimulatedPicker } from "./policies.ts";
import {
  BACKGROUND_PER_POD_PER_SECOND,
  BURST_CLIENTS_PER_POD,
  BURST_EVERY_MS,
  BURST_LENGTH_MS,
  CONNECT_MS,
  REPORT_LATENCY_MS,
  RESTART_EVERY_MS,
  SAMPLE_EVERY_MS,
  SESSION_MS,
  WARM_UP_MS,
  type Scenario,
} from "./scenario.ts";

/** What a policy did in a scenario. */
export interface SimulationResult {
  readonly picks: number;
  /** Load of the most loaded pod over the fair share, mean over the samples. */
  readonly mostLoadedMean: number;
  /** The same at the worst of a hundred samples. */
  readonly mostLoadedP99: number;
  /** Clients that the chosen pod had more than the least loaded one, mean over the picks. */
  readonly regretMean: number;
}

const exponential = (random: RandomSource, mean: number): number => -Math.log(1 - random()) * mean;

/** Runs a scenario; equal scenarios and policies give equal results. */
export function simulate(scenario: Scenario, policy: Policy): SimulationResult {
  const { pods, pickers: pickerCount, reportIntervalMs, knowledge, durationMs, seed } = scenario;
  // Arrivals and restarts have a source of their own, so that they are the same for every policy.
  const arrivals = createSeededRandom(seed);
  const clients = createSeededRandom(seed + 1_000);
  const random = createSeededRandom(seed + 2_000);
  const queue = createEventQueue();
  const connected = new Float64Array(pods);
  const truth = new Float64Array(pods);
  const restarts = new Int32Array(pods);
  const pickers = Array.from({ length: pickerCount }, () =>
    policy.create({ pods, pickers: pickerCount, random, truth }),
  );
  const ratios: number[] = [];
  let regret = 0;
  let picks = 0;
  /** Picks that the snapshot service has not been told of, by picker and pod. */
  const untold = new Float64Array(pods * pickerCount);

  function arrive(nowMs: number): void {
    const picker = Math.floor(clients() * pickerCount);
    const sessionMs = exponential(clients, SESSION_MS);
    const connectMs = CONNECT_MS[0] + clients() * (CONNECT_MS[1] - CONNECT_MS[0]);
    const pod = (pickers[picker] as SimulatedPicker).pick(nowMs);
    const pickedBy = picker * pods + pod;
    untold[pickedBy] = (untold[pickedBy] as number) + 1;
    if (nowMs >= WARM_UP_MS) {
      picks += 1;
      regret += (truth[pod] as number) - truth.reduce((least, load) => Math.min(least, load), Infinity);
    }
    truth[pod] = (truth[pod] as number) + 1;
    const life = restarts[pod] as number;
    queue.schedule(nowMs + connectMs, () => {
      if (restarts[pod] === life) connected[pod] = (connected[pod] as number) + 1;
      else arrive(nowMs + connectMs);
    });
    queue.schedule(nowMs + connectMs + sessionMs, () => {
      if (restarts[pod] !== life) return;
      connected[pod] = (connected[pod] as number) - 1;
      truth[pod] = (truth[pod] as number) - 1;
    });
  }

  function background(nowMs: number): void {
    arrive(nowMs);
    queue.schedule(nowMs + exponential(arrivals, 1_000 / (BACKGROUND_PER_POD_PER_SECOND * pods)), background);
  }

  function burst(nowMs: number): void {
    for (let client = 0; client < BURST_CLIENTS_PER_POD * pods; client += 1) {
      queue.schedule(nowMs + arrivals() * BURST_LENGTH_MS, arrive);
    }
    queue.schedule(nowMs + BURST_EVERY_MS, burst);
  }

  function restart(nowMs: number): void {
    const pod = Math.floor(arrivals() * pods);
    const returning = connected[pod] as number;
    restarts[pod] = (restarts[pod] as number) + 1;
    connected[pod] = 0;
    truth[pod] = 0;
    for (let client = 0; client < returning; client += 1)
      queue.schedule(nowMs + clients() * BURST_LENGTH_MS, arrive);
    queue.schedule(nowMs + RESTART_EVERY_MS, restart);
  }

  /** Reads all pods, and hands the reading over when it has arrived. */
  function collect(nowMs: number, learn: (loads: Float64Array, sampledAtMs: number) => void): void {
    const sampled = connected.slice();
    queue.schedule(nowMs + REPORT_LATENCY_MS, () => learn(sampled, nowMs));
    queue.schedule(nowMs + reportIntervalMs, (nextMs) => collect(nextMs, learn));
  }

  function serveSnapshots(): void {
    const service = createLoadTable();
    const podIds = Array.from({ length: pods }, (_, pod) => `pod-${pod}`);
    service.setPods(
      podIds.map((podId) => ({ podId, state: "open" })),
      0,
    );
    queue.schedule(0, (nowMs) =>
      collect(nowMs, (loads, sampledAtMs) => {
        for (const [pod, podId] of podIds.entries()) {
          service.report(
            podId,
            { clients: loads[pod] as number, capacity: null, draining: false },
            sampledAtMs,
          );
        }
      }),
    );
    const loads = new Float64Array(pods);
    const refresh =
      (picker: number) =>
      (nowMs: number): void => {
        for (const [pod, podId] of podIds.entries()) {
          const index = picker * pods + pod;
          service.addPicks(podId, untold[index] as number, nowMs);
          untold[index] = 0;
        }
        for (const { podId, load } of service.explain(nowMs)) loads[Number(podId.slice(4))] = load;
        (pickers[picker] as SimulatedPicker).learn(loads, nowMs);
        queue.schedule(nowMs + reportIntervalMs, refresh(picker));
      };
    for (let picker = 0; picker < pickerCount; picker += 1) {
      queue.schedule(REPORT_LATENCY_MS + arrivals() * reportIntervalMs, refresh(picker));
    }
  }

  function sample(nowMs: number): void {
    const total = truth.reduce((sum, load) => sum + load, 0);
    const most = truth.reduce((maximum, load) => Math.max(maximum, load), 0);
    if (nowMs >= WARM_UP_MS && total > 0) ratios.push((most * pods) / total);
    queue.schedule(nowMs + SAMPLE_EVERY_MS, sample);
  }

  if (knowledge === "snapshot") serveSnapshots();
  else {
    for (const picker of pickers) {
      queue.schedule(arrivals() * reportIntervalMs, (nowMs) => collect(nowMs, picker.learn));
    }
  }
  queue.schedule(0, background);
  queue.schedule(1, burst);
  queue.schedule(RESTART_EVERY_MS, restart);
  queue.schedule(0, sample);
  queue.runUntil(durationMs);

  ratios.sort((one, other) => one - other);
  return {
    picks,
    mostLoadedMean: ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length,
    mostLoadedP99: ratios[Math.floor(ratios.length * 0.99)] as number,
    regretMean: regret / picks,
  };
}
