const FENCE = /^(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1[^\n]*$/gm;
const SHELL_FENCE = /^```(?:sh|bash|shell|console)\n([\s\S]*?)^```/gm;
const LINK = /(?<!!)\[(?:[^\]\\]|\\.)*\]\(([^()\s]+)(?:\s+"[^"]*")?\)|^\[[^\]]+\]:\s+(\S+)/gm;
const INLINE_CODE = /(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g;

/** A document with its code blocks blanked, line for line. */
const withoutFences = (text: string): string =>
  text.replaceAll(FENCE, (block) => block.replaceAll(/[^\n]/g, ""));

/** The targets of a document's links, in its order. */
export function linksOf(text: string): string[] {
  const prose = withoutFences(text).replaceAll(INLINE_CODE, (code) => "`".repeat(code.length));
  return [...prose.matchAll(LINK)].map(([, inline, reference]) => inline ?? reference ?? "");
}

/** The anchors that GitHub gives to the headings of a document. */
export function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  const seen = new Map<string, number>();
  for (const [, heading = ""] of withoutFences(text).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const slug = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_\- ]/gu, "")
      .replaceAll(" ", "-");
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    anchors.add(count === 0 ? slug : `${slug}-${count}`);
  }
  return anchors;
}

/** Lines of the document's shell blocks and its inline code, which may be commands. */
export function commandsOf(text: string): string[] {
  const blocks = [...text.matchAll(SHELL_FENCE)].flatMap(([, block = ""]) => block.split("\n"));
  const inline = [...withoutFences(text).matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
  return [...blocks, ...inline].map((line) => line.replace(/^\$ /, "").trim()).filter((line) => line !== "");
}
