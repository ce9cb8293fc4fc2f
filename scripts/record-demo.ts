/**
 * Runs the demo and keeps what it writes in `docs/demo.md`.
 *
 * @module
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./workspace/repository.ts";

const command = [path.join(root, "apps/cli/src/main.ts"), "demo", "--quiet"];
const { status, stdout } = spawnSync(process.execPath, command, {
  encoding: "utf8",
  stdio: ["ignore", "pipe", "inherit"],
});
if (status !== 0)
  throw new Error(`The demo ended with exit code ${status}; nothing was recorded.\n${stdout}`);

writeFileSync(
  path.join(root, "docs/demo.md"),
  `# A run of the demo

What \`npx -y pnpm demo\` writes where there is no terminal to draw on, recorded by \`pnpm record-demo\`. On a
terminal a table of the pods is redrawn instead of the lines with the clients by pod. Figures differ from run to
run; what may not differ is checked, and the demo ends with exit code 3 if it does.

\`\`\`text
${stdout.trimEnd()}
\`\`\`
`,
);
