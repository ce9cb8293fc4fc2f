import { explainIssues, type InputIssue } from "@fairlead/routing-schema";
import type { z } from "zod";
import type { ParsedDocument } from "../document/parse-document.ts";
import {
  type ConfigurationOrigin,
  type ConfigurationPath,
  type Layer,
  valueAtPath,
} from "../layers/layer.ts";
import { originInLayers } from "../layers/merge-layers.ts";
import { acceptedForm } from "../schema/accepted-form.ts";
import { nodesAtPath, type SchemaRoot } from "../schema/json-schema.ts";
import { mayBeSecret } from "./may-be-secret.ts";
import { closestName } from "./closest-name.ts";
import type { ConfigurationIssue } from "./configuration-issue.ts";

/** What is known of a configuration when its faults are explained. */
export interface IssueContext {
  readonly schema: SchemaRoot;
  readonly layers: readonly Layer[];
  readonly merged: unknown;
  readonly file?: { readonly name: string; readonly document: ParsedDocument };
  /** How else than in the file a path is set: `FAIRLEAD_LOOKUP_LISTEN_PORT`, `--port`. */
  otherWays(path: readonly (string | number)[]): readonly string[];
}

function mendOf(issue: InputIssue, { schema, layers, otherWays }: IssueContext): string {
  const parents = nodesAtPath(schema, issue.path.slice(0, -1));
  const last = issue.path.at(-1);
  const nodes = nodesAtPath(schema, issue.path);
  if (nodes.length === 0 && typeof last === "string") {
    const known = [...new Set(parents.flatMap((node) => Object.keys(node.properties ?? {})))];
    const meant = closestName(last, known);
    return meant === undefined
      ? `remove it; known here: ${known.join(", ")}.`
      : `write ${meant}, or remove it.`;
  }
  if (issue.message.startsWith("Invalid key")) {
    const names = parents.flatMap((node) => schema.alternatives(node.propertyNames));
    return `write a key that is ${acceptedForm(names)}.`;
  }
  const origin = originInLayers(layers, issue.path);
  if (origin?.kind === "environment") return `set ${origin.variable} to ${acceptedForm(nodes)}.`;
  if (origin?.kind === "flag") return `give ${origin.flag} ${acceptedForm(nodes)}.`;
  const ways = otherWays(issue.path);
  const verb = issue.value === undefined ? "add" : "write";
  const form = nodes.length === 0 ? "what the message says" : acceptedForm(nodes);
  return `${verb} ${form}${ways.length === 0 ? "" : `, or set ${ways.join(" or ")}`}.`;
}

function placeOf(
  issue: InputIssue,
  context: IssueContext,
): Pick<ConfigurationIssue, "origin" | "file" | "line" | "column"> {
  const { file, layers } = context;
  const origin: ConfigurationOrigin | undefined = originInLayers(layers, issue.path);
  if (file === undefined || (origin !== undefined && origin.kind !== "file"))
    return { origin: origin ?? { kind: "default" } };
  const unknownKey =
    nodesAtPath(context.schema, issue.path).length === 0 || issue.message.startsWith("Invalid key");
  const position = unknownKey ? file.document.keyPosition(issue.path) : file.document.position(issue.path);
  return { origin: { kind: "file", file: file.name }, file: file.name, ...position };
}

function shownValue(
  schema: SchemaRoot,
  path: ConfigurationPath,
  value: unknown,
): Pick<ConfigurationIssue, "value" | "isWithheld"> {
  const isWithheld = value !== undefined && mayBeSecret(nodesAtPath(schema, path), value);
  return isWithheld ? { value: undefined, isWithheld } : { value };
}

/** Gives each fault of a refused configuration its place and its mend. */
export function locateIssues(error: z.ZodError, context: IssueContext): ConfigurationIssue[] {
  return explainIssues(error, context.merged).map((issue) => ({
    ...placeOf(issue, context),
    path: issue.path,
    ...shownValue(context.schema, issue.path, valueAtPath(context.merged, issue.path)),
    message: issue.message.startsWith("missing;") ? "It is required, and nothing sets it." : issue.message,
    mend: mendOf(issue, context),
  }));
}
