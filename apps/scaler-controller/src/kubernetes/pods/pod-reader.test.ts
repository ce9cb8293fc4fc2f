import { describe, expect, it } from "vitest";
import type { JobObject, PodObject } from "../read/kubernetes-pod.ts";
import { createPodReader, type PodDeclaration } from "./pod-reader.ts";

const job = { metadata: { name: "chat-1", namespace: "shop", uid: "one" } } as JobObject;
const podNamed = (name: string): PodObject => ({
  metadata: { name, namespace: "shop", uid: name },
  status: { phase: "Running", podIP: "127.0.0.9" },
});
const declaration: PodDeclaration = {
  template: { spec: { containers: [] } },
  ports: { port: 80, workloadPort: 81 },
};

describe("a reader of pods", () => {
  it("reads the same objects once", () => {
    const read = createPodReader();
    const pod = podNamed("chat-1-a");
    const first = read(job, [pod], declaration);
    expect(read(job, [pod], declaration)).toBe(first);
    expect(first.managed).toMatchObject({ routeId: "chat-1", endpoint: "127.0.0.9:80" });
  });

  it("reads anew when the Job, a pod, the ports or the template is another one", () => {
    const read = createPodReader();
    const pod = podNamed("chat-1-a");
    const first = read(job, [pod], declaration);
    expect(read({ ...job }, [pod], declaration)).not.toBe(first);
    expect(read(job, [podNamed("chat-1-b")], declaration).managed.instance?.podId).toBe("chat-1-b");
    expect(read(job, [], declaration).managed.instance).toBeUndefined();
    const ports = { port: 90, workloadPort: 91 };
    expect(read(job, [pod], { ...declaration, ports }).managed.endpoint).toBe("127.0.0.9:90");
    const template = { ...declaration.template };
    expect(read(job, [pod], { ports, template })).not.toBe(read(job, [pod], { ...declaration, ports }));
  });

  it("says that a pod does not carry its phase", () => {
    const read = createPodReader();
    expect(read(job, [podNamed("chat-1-a")], declaration).isBehind).toBe(true);
    expect(read({ ...job }, [], declaration).isBehind).toBe(false);
  });
});
