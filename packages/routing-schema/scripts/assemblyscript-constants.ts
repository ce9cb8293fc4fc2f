const DECLARATION = /^export const ([A-Z][A-Z0-9_]*) = /gm;
const INT32_MAX = 2_147_483_647;

function declare(name: string, value: unknown): string {
  if (typeof value === "string") return `export const ${name}: string = ${JSON.stringify(value)};\n`;
  if (typeof value === "number" && Number.isInteger(value) && Math.abs(value) <= INT32_MAX) {
    return `export const ${name}: i32 = ${value};\n`;
  }
  throw new Error(
    `${name} is neither a string nor an integer of 32 bits, so it has no AssemblyScript constant.`,
  );
}

/**
 * Writes constants as AssemblyScript. A module object lists its exports by name, so their order is
 * taken from the source.
 *
 * @param constants the evaluated module
 * @param source the text of the module
 * @throws when an export is not a plain constant of a string or an integer
 */
export function assemblyScriptConstants(
  constants: Readonly<Record<string, unknown>>,
  source: string,
): string {
  const names = [...source.matchAll(DECLARATION)].map(([, name = ""]) => name);
  const missed = Object.keys(constants).filter((name) => !names.includes(name));
  if (missed.length > 0) throw new Error(`Not declared as "export const NAME = …": ${missed.join(", ")}.`);
  return names.map((name) => declare(name, constants[name])).join("");
}
