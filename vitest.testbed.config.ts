import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Of the files that take minutes: one that has much to do follows one that mostly waits, the longest first. */
const LONG = [
  "outage",
  "api-faults",
  "crash",
  "many-pods",
  "replicas",
  "pod-faults",
  "gateways",
  "pool-faults",
  "load",
  "other-hands",
  "create-kubelet",
  "deployments",
];

/** None of those is to begin when all others have ended. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = LONG.findIndex((name) => moduleId.includes(`/${name}.`));
      return place === -1 ? LONG.length : place;
    };
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

/** `pnpm test:cluster`: the tests that have a real API server, which may have to be built first. */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      "{packages,apps}/*/vitest.testbed.config.ts",
      "e2e/vitest.testbed.config.ts",
      "e2e/testbed/vitest.config.ts",
    ],
  },
});
