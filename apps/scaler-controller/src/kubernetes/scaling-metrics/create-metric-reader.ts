import type { ApiClient } from "@fairlead/controller-kit";
import type { MetricReading } from "@fairlead/pool-scaling";
import { LABEL_POOL, type ScalingMetric } from "@fairlead/routing-schema";
import type { z } from "zod";
import { formatSelector } from "../format-selector.ts";
import { apiGroup, apiResources, podSamples, podUsages, values } from "./metric-answers.ts";

/** Which pods are meant. */
export interface MetricScope {
  readonly namespace: string;
  /** Value of the label of the pool's pods. */
  readonly label: string;
}

type Query = Readonly<Record<string, string | undefined>>;
type ObjectMetric = Extract<ScalingMetric, { type: "Object" }>["object"];

const CUSTOM = "custom.metrics.k8s.io";
const RESOURCE_PATH = "/apis/metrics.k8s.io/v1beta1";
const EXTERNAL_PATH = "/apis/external.metrics.k8s.io/v1beta1";
const TIMEOUT_MS = 10_000;

/**
 * Reads metrics once, where Kubernetes' HorizontalPodAutoscaler reads them: metrics.k8s.io, custom.metrics.k8s.io and
 * external.metrics.k8s.io. What several metrics need is asked for once.
 *
 * @returns for each metric a promise of what was read. It rejects with an `ApiError`, or where an answer is none.
 */
export function createMetricReader(client: ApiClient, { label, namespace }: MetricScope) {
  const asked = new Map<string, Promise<unknown>>();
  async function ask<Answer extends z.ZodType>(
    path: string,
    schema: Answer,
    query: Query = {},
  ): Promise<z.output<Answer>> {
    const key = JSON.stringify([path, query]);
    const answer = asked.get(key) ?? client.request({ method: "GET", path, query, timeoutMs: TIMEOUT_MS });
    asked.set(key, answer);
    const parsed = schema.safeParse(await answer);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new Error(`GET ${path} was answered with ${issue?.path.join(".")}: ${issue?.message}`);
  }
  const pods = `${LABEL_POOL}=${label}`;
  const part = encodeURIComponent;
  const customPath = async (): Promise<string> =>
    `/apis/${(await ask(`/apis/${CUSTOM}`, apiGroup)).preferredVersion.groupVersion}`;

  /** Where values of one object are: under its namespace, unless it is one itself, or in none. */
  async function pathOf({ describedObject, metric }: ObjectMetric): Promise<string> {
    const { apiVersion = "v1", kind, name } = describedObject;
    const [version = "", group] = apiVersion.split("/").toReversed();
    const { resources } = await ask(
      group === undefined ? `/api/${version}` : `/apis/${group}/${version}`,
      apiResources,
    );
    const resource = resources.find((one) => one.kind === kind && !one.name.includes("/"));
    if (resource === undefined) throw new Error(`There is no ${kind} in ${apiVersion}.`);
    const custom = await customPath();
    if (kind === "Namespace" && group === undefined)
      return `${custom}/namespaces/${part(name)}/metrics/${part(metric.name)}`;
    const place = resource.namespaced ? `${custom}/namespaces/${namespace}` : custom;
    const plural = group === undefined ? resource.name : `${resource.name}.${group}`;
    return `${place}/${plural}/${part(name)}/${part(metric.name)}`;
  }

  return async (wanted: ScalingMetric): Promise<MetricReading> => {
    switch (wanted.type) {
      case "Resource":
      case "ContainerResource":
        return ask(`${RESOURCE_PATH}/namespaces/${namespace}/pods`, podUsages, { labelSelector: pods });
      case "Pods": {
        const { metric } = wanted.pods;
        const path = `${await customPath()}/namespaces/${namespace}/pods/*/${part(metric.name)}`;
        const metricLabelSelector = formatSelector(metric.selector);
        return ask(path, podSamples, { labelSelector: pods, metricLabelSelector });
      }
      case "Object": {
        const { metric } = wanted.object;
        const metricLabelSelector = formatSelector(metric.selector);
        const [value] = await ask(await pathOf(wanted.object), values, { metricLabelSelector });
        return value ?? { failure: "the custom metrics API has no value of it" };
      }
      case "External": {
        const { metric } = wanted.external;
        const path = `${EXTERNAL_PATH}/namespaces/${namespace}/${part(metric.name)}`;
        const found = await ask(path, values, { labelSelector: formatSelector(metric.selector) });
        return found.length === 0 ? { failure: "the external metrics API has no value of it" } : found;
      }
    }
  };
}
