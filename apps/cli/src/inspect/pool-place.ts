/** Reads `<namespace>/<name>`, or a name in the namespace that is meant where none is said. */
export function poolPlace(
  pool: string,
  namespace: string,
): { readonly namespace: string; readonly name: string } {
  const slash = pool.indexOf("/");
  return slash === -1
    ? { namespace, name: pool }
    : { namespace: pool.slice(0, slash), name: pool.slice(slash + 1) };
}
