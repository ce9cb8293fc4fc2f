import type { LocalJob, LocalPod, LocalPodEvent, LocalPods } from "@fairlead/local-pods";
import { expect, test } from "vitest";
import { followPods, type FollowedPods } from "./follow-pods.ts";
import { createPodFeed } from "./pod-feed.ts";

const podOf = (number: number, phase: LocalPod["phase"]): LocalPod => ({
  podId: `app-${number}-x7k4q`,
  jobName: `app-${number}`,
  routeId: `app-${number}`,
  endpoint: `127.0.0.1:${20_000 + number}`,
  pid: number,
  phase,
});

/** Pods that do as they are told, and a gateway that takes a while. */
function setUp(options: { keepGoing?: boolean } = {}): {
  become: (number: number, phase: "ready" | "stopping" | "ended") => void;
  letGatewayTakeThem: () => Promise<void>;
  followed: FollowedPods;
  told: string[];
} {
  const current = new Map<number, LocalPod>();
  let listener: (event: LocalPodEvent) => void = () => {};
  const pods = {
    jobs: () =>
      [...current.values()].map((pod): LocalJob => ({ jobName: pod.jobName, pod, restarts: 0, failures: 0 })),
    subscribe(subscribed: typeof listener) {
      listener = subscribed;
      return () => {};
    },
  } as unknown as LocalPods;
  const told: string[] = [];
  let gateway = Promise.withResolvers<void>();
  const followed = followPods({
    pods,
    feed: createPodFeed({ route: () => gateway.promise, list: () => Promise.resolve() }),
    tell: (event) => void ("podId" in event && told.push(`${event.event} ${event.podId}`)),
    wanted: 2,
    readyTimeoutMs: 1_000,
    keepGoing: options.keepGoing ?? false,
  });
  return {
    become(number, phase) {
      const pod = podOf(number, phase === "ready" ? "ready" : "stopping");
      if (phase === "ended") {
        current.delete(number);
        const exit = { code: 1, signal: null };
        const rest = { reason: "exited", served: false, lastLines: [], restartInMs: 1, failures: 3 } as const;
        listener({ kind: "ended", pod, exit, ...rest });
        return;
      }
      current.set(number, pod);
      listener({ kind: phase, pod });
    },
    async letGatewayTakeThem() {
      gateway.resolve();
      gateway = Promise.withResolvers();
      gateway.resolve();
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    },
    followed,
    told,
  };
}

test("a pod is open when the gateway has its route, not before; all are when they are open at once", async () => {
  const { become, followed, letGatewayTakeThem, told } = setUp();
  become(1, "ready");
  become(2, "ready");
  expect([...followed.open]).toEqual([]);
  await letGatewayTakeThem();
  await followed.firstOpen;
  await followed.allOpen;
  expect(told.slice(2)).toEqual(["pod_open app-1-x7k4q", "pod_open app-2-x7k4q"]);
  become(1, "ended");
  expect([...followed.open]).toEqual(["app-2-x7k4q"]);
});

test("a pod that ends while the gateway takes it never is open", async () => {
  const { become, followed, letGatewayTakeThem, told } = setUp({ keepGoing: true });
  become(1, "ready");
  become(2, "ready");
  become(1, "stopping");
  become(2, "ended");
  await letGatewayTakeThem();
  expect(told.filter((line) => line.startsWith("pod_open"))).toEqual([]);
  expect([...followed.open]).toEqual([]);
});

test("a start that fails is told to whoever waits for it", async () => {
  const { become, followed } = setUp();
  become(1, "ready");
  become(2, "ended");
  await expect(followed.firstOpen).rejects.toMatchObject({ code: "pod_not_ready" });
  await expect(followed.allOpen).rejects.toMatchObject({ code: "pod_not_ready" });
});
