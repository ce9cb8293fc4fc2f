/** The clusters that the proxy knows. Unless they are named, every cluster is known and healthy. */
export class Clusters {
  #known: Set<string> | undefined;
  readonly #unhealthy = new Set<string>();

  constructor(known?: readonly string[]) {
    this.#known = known === undefined ? undefined : new Set(known);
  }

  /** Adds a cluster, as CDS does. */
  add(name: string): void {
    this.#known?.add(name);
  }

  /** Removes a cluster: a call to it is `BAD_ARGUMENT`. */
  remove(name: string): void {
    if (this.#known === undefined)
      throw new TypeError("every cluster is known; name the clusters in the host's options to remove one");
    this.#known.delete(name);
  }

  /** Leaves a cluster without a healthy host: a call to it fails at once, with `INTERNAL_FAILURE` and no callback. */
  markUnhealthy(name: string): void {
    this.#unhealthy.add(name);
  }

  /** Undoes {@link markUnhealthy}. */
  markHealthy(name: string): void {
    this.#unhealthy.delete(name);
  }

  isKnown(name: string): boolean {
    return this.#known?.has(name) ?? true;
  }

  isHealthy(name: string): boolean {
    return this.isKnown(name) && !this.#unhealthy.has(name);
  }
}
