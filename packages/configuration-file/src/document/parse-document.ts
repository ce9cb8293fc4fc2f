import { FairleadError } from "@fairlead/routing-schema";
import {
  isNode,
  isPair,
  isScalar,
  LineCounter,
  parseAllDocuments,
  type Document,
  type Pair,
  type ParsedNode,
} from "yaml";
import type { ConfigurationPath } from "../layers/layer.ts";

/** A place in a file; lines and columns count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A YAML or JSON file, read. */
export interface ParsedDocument {
  readonly tree: unknown;
  /** The place of the value at a path, or of the nearest mapping or list around it. */
  position(path: ConfigurationPath): Position;
  /** The place of the key at the end of a path. */
  keyPosition(path: ConfigurationPath): Position;
}

const START: Position = { line: 1, column: 1 };

function parseYaml(text: string, file: string): { document: Document<ParsedNode>; lines: LineCounter } {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  const errors = (Array.isArray(documents) ? documents : []).flatMap((document) => document.errors);
  const faults = errors.map((error) => {
    const { line, col } = lines.linePos(error.pos[0]);
    return { file, line, column: col, message: error.message };
  });
  if (Array.isArray(documents) && documents.length > 1 && faults.length === 0) {
    const { line, col } = lines.linePos(documents[1]?.range[0] ?? 0);
    faults.push({
      file,
      line,
      column: col,
      message: "A second document begins here; a configuration is one document",
    });
  }
  if (faults.length > 0) {
    throw new FairleadError(
      "configuration_unreadable",
      `${file} is not valid YAML or JSON:\n${faults.map((fault) => `${fault.file}:${fault.line}:${fault.column}  ${fault.message}`).join("\n")}`,
      { details: { file, issues: faults } },
    );
  }
  const document = (Array.isArray(documents) ? documents[0] : undefined) as Document<ParsedNode> | undefined;
  return {
    document: document ?? (parseAllDocuments("{}")[0] as unknown as Document<ParsedNode>),
    lines,
  };
}

function findPair(node: unknown, key: string | number): Pair | undefined {
  const items: unknown =
    typeof node === "object" && node !== null && "items" in node ? node.items : undefined;
  if (!Array.isArray(items)) return undefined;
  return items.find(
    (item): item is Pair =>
      isPair(item) && String(isScalar(item.key) ? item.key.value : item.key) === String(key),
  );
}

/**
 * Reads YAML or JSON. A text that is JSON is read by the platform's own parser, and by the YAML
 * parser only once a position is asked for: a list of many pods costs milliseconds, not seconds.
 *
 * @throws {FairleadError} `configuration_unreadable` with every syntax error and its place.
 */
export function parseDocument(text: string, file: string): ParsedDocument {
  let parsed: { document: Document<ParsedNode>; lines: LineCounter } | undefined;
  const located = (): { document: Document<ParsedNode>; lines: LineCounter } =>
    (parsed ??= parseYaml(text, file));
  const place = (offset: number | undefined): Position => {
    if (offset === undefined) return START;
    const { line, col } = located().lines.linePos(offset);
    return { line, column: col };
  };
  const nodeAt = (path: ConfigurationPath): unknown =>
    path.length === 0 ? located().document.contents : located().document.getIn(path, true);
  const offsetOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);
  return {
    tree: readJson(text) ?? located().document.toJS({ maxAliasCount: 100 }) ?? {},
    position(path) {
      for (let length = path.length; length > 0; length -= 1) {
        const offset = offsetOf(nodeAt(path.slice(0, length)));
        if (offset !== undefined) return place(offset);
      }
      return place(offsetOf(nodeAt([])));
    },
    keyPosition(path) {
      const last = path.at(-1);
      const pair = last === undefined ? undefined : findPair(nodeAt(path.slice(0, -1)), last);
      const offset = offsetOf(pair?.key);
      return offset === undefined ? this.position(path) : place(offset);
    },
  };
}

function readJson(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
