import { FAIRLEAD_NAMESPACE, type ClusterWorld } from "@fairlead/e2e/cluster";

const NAME_LABEL = "app.kubernetes.io/name";
const PORT = 8_081;

/** Process id of the scaler that says of itself that it leads. */
export async function leadingScaler({ kubelet, network }: ClusterWorld["bed"]): Promise<number> {
  const scalers = kubelet
    .pods()
    .filter(
      ({ pod: { metadata } }) =>
        metadata.namespace === FAIRLEAD_NAMESPACE && metadata.labels?.[NAME_LABEL] === "fairlead-scaler",
    );
  for (const { pids, podAddress } of scalers) {
    const { close, host, port } = await network.forward(podAddress, PORT);
    try {
      const answer = await fetch(`http://${host}:${port}/metrics`, { headers: { connection: "close" } });
      const [pid] = pids;
      if (/^fairlead_scaler_leader 1$/m.test(await answer.text()) && pid !== undefined) return pid;
    } finally {
      await close();
    }
  }
  throw new Error("No scaler leads.");
}
