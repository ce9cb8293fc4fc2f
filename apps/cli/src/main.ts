#!/usr/bin/env node
import packageJson from "../package.json" with { type: "json" };
import { runProgram } from "./run-program.ts";

// A reader that has gone (`fairlead dev | head`) is a reason to stop, not to crash.
process.stdout.once("error", () => process.emit("SIGTERM", "SIGTERM"));
process.stdout.on("error", () => {});

const exitCode = await runProgram(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  workingDirectory: process.cwd(),
  signals: process,
  version: packageJson.version,
});
// What is written is written; nothing else is left to wait for.
process.stdout.write("", () => process.exit(exitCode));
