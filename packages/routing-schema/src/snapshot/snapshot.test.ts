import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ErrorCode } from "../errors/catalogue.ts";
import { FairleadError } from "../errors/fairlead-error.ts";
import { arbitrarySnapshot } from "../testing/fast-check.ts";
import { hostileEndpoints, hostilePodIds } from "../testing/hostile-strings.ts";
import { snapshot, snapshotPod } from "../testing/snapshot.ts";
import { encodeSnapshot } from "./encode-snapshot.ts";
import { parseSnapshot } from "./parse-snapshot.ts";

function codeOf(text: string): ErrorCode | undefined {
  try {
    parseSnapshot(text);
    return undefined;
  } catch (error) {
    if (!FairleadError.isInstance(error)) throw error;
    return error.code;
  }
}

const HEADER = "fairlead-snapshot/1 7 10000 1 1 2";
const POD = "chat-1 - 10.0.0.1:80 o 3 1 -";

describe("the text form of a snapshot", () => {
  it("is the one of docs/protocol.md", () => {
    const pods = [
      snapshotPod({ podId: "chat-1", score: 3, room: 7 }),
      snapshotPod({ podId: "chat-2", routeId: null, endpoint: "[fd00::7]:8080", state: "draining", step: 2 }),
      snapshotPod({ podId: "chat-3", endpoint: null }),
    ];
    expect(encodeSnapshot(snapshot({ generation: 41, askers: 2, poolSize: 900, pods }))).toBe(
      `fairlead-snapshot/1 41 10000 900 3 2
chat-1 chat-1 10.0.3.17:8080 o 3 1 7
chat-2 - [fd00::7]:8080 d 0 2 -
chat-3 chat-1 - o 0 1 -
end
`,
    );
  });

  it("gives back every snapshot that it was made of", () => {
    fc.assert(
      fc.property(arbitrarySnapshot, (original) => {
        expect(parseSnapshot(encodeSnapshot(original))).toEqual(original);
      }),
    );
  });

  it("is empty but whole for a pool without pods", () => {
    expect(parseSnapshot(encodeSnapshot(snapshot({ pods: [] }))).pods).toEqual([]);
  });
});

describe("parseSnapshot refuses", () => {
  it("every strict beginning of a snapshot", () => {
    const text = encodeSnapshot(snapshot());
    for (let length = 0; length < text.length; length += 1)
      expect(codeOf(text.slice(0, length))).toBe("snapshot_malformed");
  });

  it("whatever is changed in one place, unless the change is a snapshot of its own", () => {
    fc.assert(
      fc.property(
        arbitrarySnapshot,
        fc.nat(),
        fc.string({ minLength: 1, maxLength: 1, unit: "binary" }),
        (original, at, character) => {
          const text = encodeSnapshot(original);
          const place = at % text.length;
          const changed = text.slice(0, place) + character + text.slice(place + 1);
          const code = codeOf(changed);
          if (code === undefined) expect(encodeSnapshot(parseSnapshot(changed))).toBe(changed);
          else expect(["snapshot_malformed", "snapshot_version"]).toContain(code);
        },
      ),
    );
  });

  it("any other text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => codeOf(text) === "snapshot_malformed"));
  });

  it("a snapshot of another version, by its own code", () => {
    expect(codeOf(encodeSnapshot(snapshot()).replace("snapshot/1", "snapshot/2"))).toBe("snapshot_version");
  });

  it.each(hostilePodIds.map((podId) => [podId]))("the pod id %j", (podId) => {
    expect(codeOf(encodeSnapshot(snapshot({ pods: [snapshotPod({ podId })] })))).toBe("snapshot_malformed");
  });

  it.each(hostileEndpoints.map((endpoint) => [endpoint]))("the endpoint %j", (endpoint) => {
    expect(codeOf(encodeSnapshot(snapshot({ pods: [snapshotPod({ endpoint })] })))).toBe(
      "snapshot_malformed",
    );
  });

  it.each([
    ["a missing end", `${HEADER}\n${POD}\n`],
    ["a second end", `${HEADER}\n${POD}\nend\nend\n`],
    ["text after the end", `${HEADER}\n${POD}\nend\n\n`],
    ["more pods than announced", `${HEADER}\n${POD}\n${POD}\nend\n`],
    ["fewer pods than announced", `${HEADER.replace(" 1 1 2", " 2 2 2")}\n${POD}\nend\n`],
    ["a pool smaller than its lines", `${HEADER.replace(" 1 1 2", " 0 1 2")}\n${POD}\nend\n`],
    ["no askers", `${HEADER.replace(/2$/, "0")}\n${POD}\nend\n`],
    ["a seventh field in the header", `${HEADER} 1\n${POD}\nend\n`],
    ["two spaces", `${HEADER}\n${POD.replace(" ", "  ")}\nend\n`],
    ["line ends of another kind", `${HEADER}\r\n${POD}\r\nend\r\n`],
    ["an unknown state", `${HEADER}\n${POD.replace(" o ", " x ")}\nend\n`],
    ["a step of zero", `${HEADER}\n${POD.replace(" 1 -", " 0 -")}\nend\n`],
    ["a negative score", `${HEADER}\n${POD.replace(" 3 ", " -3 ")}\nend\n`],
    ["a fraction", `${HEADER}\n${POD.replace(" 3 ", " 3.5 ")}\nend\n`],
    ["an exponent", `${HEADER}\n${POD.replace(" 3 ", " 1e3 ")}\nend\n`],
    ["a leading zero", `${HEADER}\n${POD.replace(" 3 ", " 03 ")}\nend\n`],
    ["2^53", `${HEADER}\n${POD.replace(" 3 ", " 9007199254740992 ")}\nend\n`],
    ["129 pods", `${HEADER.replace(" 1 1 2", " 129 129 2")}\n${`${POD}\n`.repeat(129)}end\n`],
  ])("%s", (_, text) => {
    expect(codeOf(text)).toBe("snapshot_malformed");
  });

  it("with the line that is wrong", () => {
    const pods = [snapshotPod(), snapshotPod({ podId: "B" })];
    expect(() => parseSnapshot(encodeSnapshot(snapshot({ pods })))).toThrow(
      /^Line 3 of the snapshot: the first field is not a pod id\.$/,
    );
  });
});
