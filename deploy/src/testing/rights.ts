import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Manifest } from "../manifests/manifest.ts";

const name = z.string();
const role = z.object({
  rules: z.array(
    z.strictObject({
      apiGroups: z.array(name),
      resources: z.array(name),
      resourceNames: z.array(name).optional(),
      verbs: z.array(name),
    }),
  ),
});
const binding = z.object({
  roleRef: z.object({ kind: z.enum(["ClusterRole", "Role"]), name }),
  subjects: z.array(z.object({ kind: name, name, namespace: name })),
});

/** A verb on a resource, `podpools.fairlead.dev/status` as kubectl writes it, in a namespace or in every one. */
export const right = (where: string, resource: string, verb: string, named?: string): string =>
  `${verb} ${resource}${named === undefined ? "" : ` named ${named}`} in ${where}`;

/** A resource and its group in one word. */
function resourceOf(group: string, resource: string): string {
  const [plural = "", ...subresource] = resource.split("/");
  return [group === "" ? plural : `${plural}.${group}`, ...subresource].join("/");
}

/** What a service account may do, by the roles that are bound to it. */
export function rightsOf(manifests: readonly Manifest[], account: string, namespace: string): string[] {
  const subject = { kind: "ServiceAccount", name: account, namespace };
  return manifests
    .filter(({ kind }) => kind === "ClusterRoleBinding" || kind === "RoleBinding")
    .flatMap((manifest) => {
      const { roleRef, subjects } = binding.parse(manifest);
      if (!subjects.some((bound) => isDeepStrictEqual(bound, subject))) return [];
      const where = manifest.metadata.namespace;
      const bound = manifests.find(
        ({ kind, metadata }) =>
          kind === roleRef.kind &&
          metadata.name === roleRef.name &&
          (kind === "ClusterRole" || metadata.namespace === where),
      );
      return role
        .parse(bound)
        .rules.flatMap(({ apiGroups, resources, resourceNames = [undefined], verbs }) =>
          apiGroups.flatMap((group) =>
            resources.flatMap((resource) =>
              resourceNames.flatMap((named) =>
                verbs.map((verb) =>
                  right(where ?? "every namespace", resourceOf(group, resource), verb, named),
                ),
              ),
            ),
          ),
        );
    });
}
