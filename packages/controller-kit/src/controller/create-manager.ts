import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { KubeConfig } from "@kubernetes/client-node";
import { createApiClient, type ApiClient } from "../api/api-client.ts";
import type { ApiObject } from "../api/api-object.ts";
import { createResourceClient, type ResourceClient } from "../api/resource-client.ts";
import type { ResourceType } from "../api/resource-type.ts";
import { systemClock, type Clock } from "../clock/clock.ts";
import { createEventRecorder, type EventRecorder } from "../events/event-recorder.ts";
import { createInformer, type Informer, type InformerOptions } from "../informer/informer.ts";
import type { ElectionTiming } from "../leader-election/election-timing.ts";
import { createLeaderElector, LeadershipLostError } from "../leader-election/leader-elector.ts";
import { createLeaseLock } from "../leader-election/lease-lock.ts";
import { noMetrics, type Metrics } from "../metrics/metrics.ts";
import { createController, type Controller, type ControllerOptions } from "./create-controller.ts";

/** The Lease that the replicas of a program compete for. */
export interface LeaderElectionOptions extends Partial<ElectionTiming> {
  readonly namespace: string;
  readonly name: string;
  /** Default: host name and a random part. */
  readonly identity?: string | undefined;
}

/** Settings of {@link createManager}. */
export interface ManagerOptions {
  readonly kubeConfig: KubeConfig;
  /** Absent: this process acts without asking. */
  readonly leaderElection?: LeaderElectionOptions | undefined;
  readonly metrics?: Metrics | undefined;
  /** Told of what went wrong and is tried again. Default: `console.error`. */
  readonly onError?: ((error: unknown, where: string) => void) | undefined;
  /** Passes that run when it stops have so long to end. Default 30,000. */
  readonly stopTimeoutMs?: number | undefined;
  readonly clock?: Clock | undefined;
}

/** The settings of an informer that its manager does not give. */
export type SharedInformerOptions<Item extends ApiObject> = Omit<
  InformerOptions<Item>,
  "client" | "type" | "metrics" | "onError" | "onHandlerError" | "clock"
>;

/** What the controllers of a program share. */
export interface Manager {
  readonly client: ApiClient;
  /** Reads and writes the objects of a kind, past all caches. */
  resource<Item extends ApiObject>(type: ResourceType<Item>): ResourceClient<Item>;
  /** Adds an informer, which runs as long as the manager does, whoever leads. */
  informer<Item extends ApiObject>(
    type: ResourceType<Item>,
    options?: SharedInformerOptions<Item>,
  ): Informer<Item>;
  /** Adds a controller, which runs while this process leads. */
  controller(options: Omit<ControllerOptions, "metrics" | "clock">): Controller;
  recorder(component: string): EventRecorder;
  /** Whether all informers are synced: what a readiness probe asks. */
  isReady(): boolean;
  isLeader(): boolean;
  /**
   * Runs until the signal; everything has ended then, and the Lease is given up. Call once.
   *
   * @throws LeadershipLostError when leadership is lost: end the process, whose memory is of the past.
   * @throws Error when a controller cannot start, or does not stop in time.
   */
  run(signal: AbortSignal): Promise<void>;
}

/** Creates a manager, which does nothing until it is run. */
export function createManager(options: ManagerOptions): Manager {
  const { kubeConfig, leaderElection, metrics = noMetrics, clock = systemClock } = options;
  const { onError = (error, where) => console.error(`${where}:`, error), stopTimeoutMs = 30_000 } = options;
  const client = createApiClient(kubeConfig, { metrics, clock });
  const informers: Pick<Informer<ApiObject>, "run" | "state">[] = [];
  const controllers: Controller[] = [];
  const recorders: EventRecorder[] = [];
  const elector =
    leaderElection === undefined
      ? undefined
      : createLeaderElector({
          ...leaderElection,
          identity: leaderElection.identity ?? `${hostname()}_${randomUUID()}`,
          lock: createLeaseLock(client, leaderElection),
          onError: (error) => onError(error, "leader election"),
          metrics,
          clock,
        });

  /** Runs all controllers; the first that fails stops the others. */
  async function runControllers(signal: AbortSignal): Promise<void> {
    const failed = new AbortController();
    const either = AbortSignal.any([signal, failed.signal]);
    const running = Promise.all(
      controllers.map((controller) =>
        controller.run(either).catch((error: unknown) => {
          failed.abort(error);
          throw error;
        }),
      ),
    );
    // Without controllers there is nothing to wait for but the end.
    const ended = controllers.length > 0 ? running : untilAborted(signal);
    const overdue = Promise.withResolvers<never>();
    let cancel = (): void => {};
    const limit = (): void => {
      cancel = clock.after(stopTimeoutMs, () =>
        overdue.reject(
          new Error(
            `A pass did not end within ${stopTimeoutMs} ms of being told to. Have it heed its signal.`,
          ),
        ),
      );
    };
    if (either.aborted) limit();
    else either.addEventListener("abort", limit, { once: true });
    try {
      await Promise.race([ended, overdue.promise]);
    } finally {
      cancel();
    }
  }

  return {
    client,
    resource: (type) => createResourceClient(client, type),
    informer(type, settings = {}) {
      const informer = createInformer({
        ...settings,
        client,
        type,
        metrics,
        clock,
        onError: (error) => onError(error, `informer of ${type.plural}`),
        onHandlerError: (error) => onError(error, `handler of ${type.plural}`),
      });
      informers.push(informer);
      return informer;
    },
    controller(settings) {
      const controller = createController({
        onError: (error, key) => onError(error, `${settings.name}: ${key}`),
        ...settings,
        metrics,
        clock,
      });
      controllers.push(controller);
      return controller;
    },
    recorder(component) {
      const recorder = createEventRecorder({
        client,
        component,
        metrics,
        clock,
        onError: (error) => onError(error, `events of ${component}`),
      });
      recorders.push(recorder);
      return recorder;
    },
    isReady: () => informers.every((informer) => informer.state().isSynced),
    isLeader: () => elector?.isLeader() ?? true,
    async run(signal) {
      const stopping = new AbortController();
      const watching = informers.map((informer) => informer.run(stopping.signal));
      try {
        if (elector === undefined) await runControllers(signal);
        else if ((await elector.run(signal, runControllers)) === "lost") throw new LeadershipLostError();
        await Promise.all(recorders.map((recorder) => recorder.flush()));
      } finally {
        stopping.abort();
        await Promise.all(watching);
        client.close();
      }
    },
  };
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
