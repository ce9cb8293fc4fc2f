import type { ConfigurationSetting } from "./list-settings.ts";

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * Reads the text of a variable or flag as the type that its setting has. A text of another form
 * stays a text, so that the schema names it as the user wrote it.
 */
export function coerceText(text: string, setting: ConfigurationSetting | undefined): unknown {
  const types = new Set((setting?.forms ?? []).flatMap(({ type }) => type ?? []));
  if (types.has("string")) return text;
  if ((types.has("number") || types.has("integer")) && NUMBER.test(text)) return Number(text);
  if (types.has("boolean") && (text === "true" || text === "false")) return text === "true";
  return text;
}
