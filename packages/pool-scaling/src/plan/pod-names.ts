/** The number in a pod's name; `undefined` for a name of another form. */
function ordinalOf(routeId: string, prefix: string): number | undefined {
  if (!routeId.startsWith(`${prefix}-`)) return undefined;
  const digits = routeId.slice(prefix.length + 1);
  return /^[1-9]\d{0,14}$/.test(digits) ? Number(digits) : undefined;
}

/**
 * Names for new pods: `<prefix>-<number>`, with numbers that were not given before. The same state gives
 * the same names, so that a plan made twice creates a pod once.
 */
export function nextNames(
  prefix: string,
  count: number,
  remembered: number,
  seen: ReadonlySet<string>,
): { readonly names: string[]; readonly nextOrdinal: number } {
  if (count === 0) return { names: [], nextOrdinal: remembered };
  let nextOrdinal = remembered;
  // A lost status must not give away the name of a pod that is there.
  for (const routeId of seen) nextOrdinal = Math.max(nextOrdinal, (ordinalOf(routeId, prefix) ?? 0) + 1);
  const names = Array.from({ length: count }, (_, index) => `${prefix}-${nextOrdinal + index}`);
  return { names, nextOrdinal: nextOrdinal + count };
}
