import { acceptedForm, listSettings } from "@fairlead/configuration-file";
import { scalerControllerConfigurationSchema } from "@fairlead/routing-schema";
import { ENVIRONMENT_PREFIX } from "../configuration/read-command-line.ts";

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");

/** The settings of the service itself; those of `world.spec` are a `PodPool`'s and are described there. */
export const ownSettings = () =>
  listSettings(scalerControllerConfigurationSchema).filter(({ path }) => path[1] !== "spec");

const REQUIRED = new Set(["socket", "endpoint"]);

/** The configuration table of the README, written from the schema. */
export const settingsTable = (): string =>
  [
    "| key | variable | default | accepted |",
    "| --- | --- | --- | --- |",
    ...ownSettings().map(({ forms, path, variable }) => {
      const [value] = forms.map((form) => form.default).filter((found) => found !== undefined);
      const name = path.join(".");
      const shown =
        value !== undefined
          ? `\`${typeof value === "string" ? value : JSON.stringify(value)}\``
          : name === "world.kind"
            ? "`local`"
            : REQUIRED.has(path.at(-1) ?? "")
              ? "required"
              : "";
      return `| \`${name}\` | \`${ENVIRONMENT_PREFIX}${variable}\` | ${shown} | ${cell(acceptedForm(forms))} |`;
    }),
  ].join("\n");
