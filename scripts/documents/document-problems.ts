import path from "node:path";
import { anchorsOf, commandsOf, linksOf } from "./markdown.ts";

/** A Markdown file of the repository. */
export interface Document {
  /** From the root. */
  readonly path: string;
  readonly text: string;
}

/** What the repository has that documents speak of. */
export interface Repository {
  /** Whether a file or folder is there, from the root. */
  exists(path: string): boolean;
  /** The text of a Markdown file, `undefined` when there is none. */
  read(path: string): string | undefined;
  /** Scripts of the root `package.json`, and commands that pnpm itself or an installed tool has. */
  readonly commands: ReadonlySet<string>;
  /** The names of all metrics. */
  readonly metrics: ReadonlySet<string>;
}

function explainLink(document: Document, link: string, repository: Repository): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(link)) return undefined;
  const [file = "", anchor] = link.split("#");
  const target =
    file === ""
      ? document.path
      : path.posix.normalize(path.posix.join(path.posix.dirname(document.path), decodeURI(file)));
  if (target.startsWith("../")) return `links to ${link}, outside the repository`;
  if (!repository.exists(target)) return `links to ${link}, which is not there`;
  if (anchor === undefined || !target.endsWith(".md")) return undefined;
  const anchors = anchorsOf(repository.read(target) ?? "");
  return anchors.has(anchor) ? undefined : `links to ${link}, but ${target} has no heading #${anchor}`;
}

/** `pnpm [flags] <name>`, also as `npx -y pnpm`; flags with a value of their own are written with `=`. */
const PNPM = /^(?:[A-Z_]+=\S+ )*(?:npx (?:-y )?)?pnpm((?: -[^\s]+)*) ([a-z][\w:-]*)/;

function explainCommand(command: string, repository: Repository): string | undefined {
  const [, flags = "", name] = PNPM.exec(command) ?? [];
  if (name === undefined || / (--filter|-F|-C|--dir)\b/.test(flags) || repository.commands.has(name))
    return undefined;
  return `names the command "${command}", but package.json has no script ${name}`;
}

/** A whole name; one that ends in `_` is the beginning of several, as in `fairlead_filter_unrouted_…`. */
const METRIC = /\bfairlead_(?:filter|lookup|scaler)_[a-z0-9_]*[a-z0-9](?![a-z0-9_])/g;

const metricsOf = (text: string): string[] => [...new Set(text.match(METRIC))];

/** Prometheus shows a histogram as three series. */
const explainMetric = (metric: string, { metrics }: Repository): string | undefined =>
  metrics.has(metric) || metrics.has(metric.replace(/_(?:bucket|count|sum)$/, ""))
    ? undefined
    : `names the metric ${metric}, which no part has`;

/** Links of a document that lead nowhere, and commands and metrics that do not exist. */
export const documentProblems = (document: Document, repository: Repository): string[] =>
  [
    ...linksOf(document.text).map((link) => explainLink(document, link, repository)),
    ...commandsOf(document.text).map((command) => explainCommand(command, repository)),
    ...metricsOf(document.text).map((metric) => explainMetric(metric, repository)),
  ].flatMap((problem) => (problem === undefined ? [] : [`${document.path} ${problem}.`]));
