import { MetricType } from "../abi/enums.ts";
import { Status } from "../abi/status.ts";
import type { HostCallGroup } from "./environment.ts";

/** The two low bits of a metric id are its type; ids of one type are 4 apart. */
const TYPE_MASK = 3;
const ID_STEP = 4;

/** `proxy_define_metric`, `proxy_increment_metric`, `proxy_record_metric`, `proxy_get_metric`. */
export const metricCalls: HostCallGroup = ({ vm, metrics, violation }) => {
  const names = new Map<number, string>();
  const lastIds: [number, number, number] = [MetricType.COUNTER, MetricType.GAUGE, MetricType.HISTOGRAM];
  const unknown = (id: number): number => {
    violation("unknown_metric", `metric ${id} is not defined`);
    return Status.NOT_FOUND;
  };

  return {
    proxy_define_metric(type: number, namePointer: number, nameSize: number, idOut: number) {
      const name = vm.memory.readText(namePointer, nameSize);
      if (type > MetricType.HISTOGRAM) return Status.BAD_ARGUMENT;
      const id = (lastIds[type as 0 | 1 | 2] += ID_STEP);
      names.set(id, name);
      metrics.store.define(type, name);
      vm.memory.writeU32(idOut, id);
      return Status.OK;
    },

    proxy_increment_metric(id: number, delta: bigint) {
      const type = id & TYPE_MASK;
      if (type > MetricType.GAUGE) return Status.BAD_ARGUMENT;
      const name = names.get(id);
      if (name === undefined) return unknown(id);
      if (type === MetricType.COUNTER && delta <= 0n) {
        violation("counter_not_increased", `counter ${name} is incremented by ${delta}`);
        return Status.BAD_ARGUMENT;
      }
      const value = metrics.store.get(type, name) + delta;
      if (value < 0n) violation("gauge_below_zero", `gauge ${name} falls to ${value} and wraps around`);
      metrics.store.set(type, name, value);
      return Status.OK;
    },

    // On a counter this adds, as Envoy does, although the ABI says "sets".
    proxy_record_metric(id: number, value: bigint) {
      const type = id & TYPE_MASK;
      const name = names.get(id);
      if (name === undefined) return unknown(id);
      const unsigned = BigInt.asUintN(64, value);
      if (type === MetricType.HISTOGRAM) metrics.store.record(name, unsigned);
      else
        metrics.store.set(
          type,
          name,
          type === MetricType.COUNTER ? metrics.store.get(type, name) + unsigned : unsigned,
        );
      return Status.OK;
    },

    proxy_get_metric(id: number, valueOut: number) {
      const type = id & TYPE_MASK;
      if (type > MetricType.GAUGE) return Status.BAD_ARGUMENT;
      const name = names.get(id);
      if (name === undefined) return unknown(id);
      vm.memory.writeU64(valueOut, metrics.store.get(type, name));
      return Status.OK;
    },
  };
};
