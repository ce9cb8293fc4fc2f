import { KubeConfig } from "@kubernetes/client-node";

function firstOfEach<Named extends { readonly name: string }>(lists: readonly (readonly Named[])[]): Named[] {
  const byName = new Map<string, Named>();
  for (const item of lists.flat()) if (!byName.has(item.name)) byName.set(item.name, item);
  return [...byName.values()];
}

/** Unites kubeconfigs as kubectl does: the first to name something has it. The client library has the last one win, or refuses. */
export function mergeKubeConfigs(kubeConfigs: readonly KubeConfig[]): KubeConfig {
  const merged = new KubeConfig();
  merged.loadFromOptions({
    clusters: firstOfEach(kubeConfigs.map(({ clusters }) => clusters)),
    users: firstOfEach(kubeConfigs.map(({ users }) => users)),
    contexts: firstOfEach(kubeConfigs.map(({ contexts }) => contexts)),
    currentContext: kubeConfigs.find(({ currentContext }) => currentContext)?.currentContext ?? "",
  });
  return merged;
}
