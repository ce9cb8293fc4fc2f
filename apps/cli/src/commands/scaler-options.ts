import { Option, type Command } from "commander";
import { usageError } from "../options/usage-error.ts";
import { asArgument } from "./as-argument.ts";
import { outputOption } from "./common-options.ts";

function parseUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw usageError(`--scaler takes an address such as http://127.0.0.1:8081, not "${text}".`);
}

/** Adds what every command that asks a scaler has in common. */
export const addScalerOptions = (command: Command): Command =>
  command
    .addOption(
      new Option(
        "--scaler <url>",
        "address of a scaler (default: that of the fairlead dev that runs)",
      ).argParser(asArgument(parseUrl)),
    )
    .addOption(outputOption());
