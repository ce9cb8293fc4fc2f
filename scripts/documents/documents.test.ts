import { describe, expect, it } from "vitest";
import { documentProblems } from "./document-problems.ts";
import { anchorsOf, commandsOf, linksOf } from "./markdown.ts";

describe("linksOf", () => {
  it("finds links and references, but none in code", () => {
    const text =
      '[a](a.md) and [`b`](../b.ts#x "title")\n\n[c]: c.md\n\n```md\n[no](no.md)\n```\n`[no](no.md)`\n![image](i.png)';
    expect(linksOf(text)).toEqual(["a.md", "../b.ts#x", "c.md"]);
  });
});

describe("anchorsOf", () => {
  it("gives headings the anchors that GitHub gives them", () => {
    const text =
      "# Who does what?\n## `GET /pod-lookup`\n### unknown_pool\n## A [link](x.md)\n## Same\n## Same\n```sh\n# no heading\n```\n";
    expect([...anchorsOf(text)]).toEqual([
      "who-does-what",
      "get-pod-lookup",
      "unknown_pool",
      "a-link",
      "same",
      "same-1",
    ]);
  });
});

describe("commandsOf", () => {
  it("reads shell blocks and inline code", () => {
    const text =
      "Run `pnpm check`.\n\n```sh\n$ npx -y pnpm demo    # watch\n\npnpm test\n```\n\n```ts\nconst a = 1;\n```\n";
    expect(commandsOf(text)).toEqual(["npx -y pnpm demo    # watch", "pnpm test", "pnpm check"]);
  });
});

describe("documentProblems", () => {
  const documents: Record<string, string> = { "docs/a.md": "# Title", "README.md": "" };
  const repository = {
    exists: (path: string): boolean => path in documents || path === "packages" || path === "LICENSE",
    read: (path: string): string | undefined => documents[path],
    commands: new Set(["test", "demo", "turbo"]),
    metrics: new Set(["fairlead_filter_requests", "fairlead_lookup_duration_seconds"]),
  };
  const problems = (text: string, path = "docs/b.md"): string[] =>
    documentProblems({ path, text }, repository);

  it("is content with links that resolve and commands that exist", () => {
    expect(
      problems("[a](a.md#title) [c](../packages) [d](https://x.example/y) [e](mailto:a@b.example)"),
    ).toEqual([]);
    expect(
      problems(
        "`npx -y pnpm demo --keep` `pnpm turbo build` `pnpm --filter x build` `CI=1 pnpm test` `pnpm`",
      ),
    ).toEqual([]);
  });

  it("is content with metrics that exist, the series of a histogram, and the beginning of names", () => {
    expect(
      problems(
        "`fairlead_filter_requests` `rate(fairlead_lookup_duration_seconds_bucket[5m])` `fairlead_filter_unrouted_…`",
      ),
    ).toEqual([]);
  });

  it.each([
    [
      "`sum(fairlead_filter_request) > 0`",
      "docs/b.md names the metric fairlead_filter_request, which no part has.",
    ],
    ["[a](missing.md)", "docs/b.md links to missing.md, which is not there."],
    ["[a](a.md#nowhere)", "docs/b.md links to a.md#nowhere, but docs/a.md has no heading #nowhere."],
    ["[a](#nowhere)", "docs/b.md links to #nowhere, but docs/b.md has no heading #nowhere."],
    ["[a](../../x)", "docs/b.md links to ../../x, outside the repository."],
    ["`pnpm dmeo`", 'docs/b.md names the command "pnpm dmeo", but package.json has no script dmeo.'],
    [
      "```sh\nnpx -y pnpm benhc --smoke\n```",
      'docs/b.md names the command "npx -y pnpm benhc --smoke", but package.json has no script benhc.',
    ],
  ])("complains of %j", (text, problem) => {
    documents["docs/b.md"] = text;
    expect(problems(text)).toEqual([problem]);
    delete documents["docs/b.md"];
  });
});
