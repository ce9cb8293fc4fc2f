/** `pnpm testbed`: the test bed for people. */
import { buildCommand } from "./commands/build.ts";
import { HELP } from "./commands/help.ts";
import { upCommand } from "./commands/up.ts";

const [command, ...rest] = process.argv.slice(2);
const { env: environment } = process;
try {
  if (command === "build") await buildCommand(rest, environment);
  else if (command === "up") await upCommand(rest, environment);
  else {
    console.log(HELP);
    process.exitCode = command === undefined || command === "--help" ? 0 : 2;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
