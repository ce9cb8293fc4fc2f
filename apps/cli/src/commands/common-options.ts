import { Option, type Command } from "commander";

/** How output is written. */
export type OutputFormat = "text" | "json";

/** `--output`, which every command has. */
export const outputOption = (): Option =>
  new Option("--output <format>", "text for people; json: one object per line")
    .choices(["text", "json"])
    .default("text");

/** Adds what every command that runs pods has in common. */
export const addCommonOptions = (command: Command): Command =>
  command.addOption(outputOption()).option("--quiet", "leave out what the pods write");
