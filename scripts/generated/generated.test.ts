import { describe, expect, it } from "vitest";
import { metricsDocument } from "./metrics-document.ts";
import { staleFiles } from "./stale-files.ts";

describe("metricsDocument", () => {
  it("lists name, type, labels and meaning of every metric", () => {
    const document = metricsDocument(
      [{ name: "fairlead_filter_requests", type: "counter", help: "Requests" }],
      [{ name: "fairlead_lookup_pods", type: "gauge", labels: ["pool", "status"], help: "open | draining" }],
      [{ name: "fairlead_scaler_leader", type: "gauge", labels: [], help: "1 while it leads" }],
      [{ name: "rest_client_requests_total", type: "counter", labels: ["code"], help: "Requests" }],
    );
    expect(document).toContain("| `fairlead_filter_requests` | counter |  | Requests |\n");
    expect(document).toContain("| `fairlead_lookup_pods` | gauge | `pool`, `status` | open \\| draining |\n");
    expect(document).toContain("| `fairlead_scaler_leader` | gauge |  | 1 while it leads |\n");
    expect(document).toContain("| `rest_client_requests_total` | counter | `code` | Requests |\n");
  });
});

describe("staleFiles", () => {
  it("finds what is missing and what differs, and nothing else", () => {
    const files = ["same", "other", "missing"].map((path) => ({ path, text: "text" }));
    const onDisk: Record<string, string> = { same: "text", other: "text\n" };
    expect(staleFiles(files, (path) => onDisk[path]).map(({ path }) => path)).toEqual(["other", "missing"]);
  });
});
