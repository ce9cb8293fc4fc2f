import { statSync } from "node:fs";
import path from "node:path";
import { FairleadError } from "@fairlead/routing-schema";
import { z } from "zod";
import { describeManifest, isManifest, isRecord, type Manifest } from "../manifests/manifest.ts";
import { kustomizationSchema, type Kustomization } from "./kustomization.ts";
import { mergePatch } from "./merge-patch.ts";
import { readDocuments } from "./read-documents.ts";

type Objects = ReadonlyMap<string, Manifest>;
type Patch = Kustomization["patches"][number];

const invalid = (message: string): FairleadError => new FairleadError("configuration_invalid", message);

function readKustomization(folder: string, kind: Kustomization["kind"]): Kustomization {
  const file = path.join(folder, "kustomization.yaml");
  const [document] = readDocuments(file);
  const { data, error } = kustomizationSchema.safeParse(document);
  if (error !== undefined) throw invalid(`${file} cannot be rendered here:\n${z.prettifyError(error)}`);
  if (data.kind !== kind) throw invalid(`${file} is a ${data.kind}, and is used as a ${kind}.`);
  return data;
}

function readManifests(file: string): Manifest[] {
  return readDocuments(file).map((document) => {
    if (!isManifest(document)) throw invalid(`${file} holds a document without apiVersion, kind or name.`);
    return document;
  });
}

function add(objects: Objects, manifests: Iterable<Manifest>): Objects {
  const all = new Map(objects);
  for (const manifest of manifests) {
    const id = describeManifest(manifest);
    if (all.has(id)) throw invalid(`${id} is there twice.`);
    all.set(id, manifest);
  }
  return all;
}

const holdsList = (value: unknown): boolean =>
  Array.isArray(value) || (isRecord(value) && Object.values(value).some(holdsList));

function patchObject(objects: Objects, file: string, selector: Patch["target"]): Objects {
  const [patch, ...others] = readManifests(file);
  if (patch === undefined || others.length > 0) throw invalid(`${file} does not hold exactly one patch.`);
  const id = describeManifest(patch);
  if (selector !== undefined && (selector.kind !== patch.kind || selector.name !== patch.metadata.name))
    throw invalid(`${file} changes ${id}, which is not its target.`);
  const target = objects.get(id);
  if (target === undefined) {
    if (selector !== undefined) return objects;
    throw invalid(`${file} changes ${id}, which is not there.`);
  }
  const { $patch: directive, ...fields } = patch;
  if (directive === "delete") return new Map([...objects].filter(([other]) => other !== id));
  if (directive !== undefined) throw invalid(`${file} has a $patch that is not "delete".`);
  // Kustomize merges the lists of built-in kinds by key; those of custom resources it replaces, as here.
  if (!/\.istio\.io\//.test(patch.apiVersion) && holdsList(fields))
    throw invalid(`${file} changes a list of ${id}, which is no custom resource.`);
  return new Map(objects).set(id, mergePatch(target, fields) as Manifest);
}

function resolve(folder: string, { resources, components, patches }: Kustomization, below: Objects): Objects {
  let objects = below;
  for (const resource of resources) {
    const target = path.join(folder, resource);
    objects = add(objects, statSync(target).isDirectory() ? render(target) : readManifests(target));
  }
  for (const component of components) {
    const target = path.join(folder, component);
    objects = resolve(target, readKustomization(target, "Component"), objects);
  }
  return patches.reduce(
    (patched, { path: file, target }) => patchObject(patched, path.join(folder, file), target),
    objects,
  );
}

/**
 * Renders a folder with a Kustomization, as `kustomize build` does, in the order in which objects are listed.
 *
 * @throws {FairleadError} `configuration_invalid` or `configuration_unreadable`, naming the file.
 */
export const render = (folder: string): Manifest[] => [
  ...resolve(folder, readKustomization(folder, "Kustomization"), new Map()).values(),
];
