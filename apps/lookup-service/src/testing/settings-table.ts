import { acceptedForm, listSettings } from "@fairlead/configuration-file";
import { lookupPoolSchema, lookupServiceConfigurationSchema } from "@fairlead/routing-schema";
import { ENVIRONMENT_PREFIX } from "../configuration/read-command-line.ts";

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
const defaultOf = (forms: readonly { readonly default?: unknown }[]): string => {
  const [value] = forms.map((form) => form.default).filter((found) => found !== undefined);
  return value === undefined ? "" : `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
};

/** Settings without a default that may be left out. */
const OPTIONAL = new Set(["source.kubeconfig", "picks.valkey.url", "picks.valkey.password"]);

/** What stands where a setting has no default of its own. */
function withoutDefault(path: string): string {
  if (path === "source.kind") return "`file`";
  return OPTIONAL.has(path) ? "" : "required";
}

/** The configuration table of the README, written from the schema. */
export const settingsTable = (): string =>
  [
    "| key | variable | default | accepted |",
    "| --- | --- | --- | --- |",
    ...listSettings(lookupServiceConfigurationSchema).map(
      ({ path, variable, forms }) =>
        `| \`${path.join(".")}\` | \`${ENVIRONMENT_PREFIX}${variable}\` | ${defaultOf(forms) || withoutDefault(path.join("."))} | ${cell(acceptedForm(forms))} |`,
    ),
  ].join("\n");

/** The table of the settings below `pools.<namespace>/<name>`. */
export const poolSettingsTable = (): string =>
  [
    "| key | default | accepted |",
    "| --- | --- | --- |",
    ...listSettings(lookupPoolSchema).map(
      ({ path, forms }) => `| \`${path.join(".")}\` | ${defaultOf(forms)} | ${cell(acceptedForm(forms))} |`,
    ),
  ].join("\n");
