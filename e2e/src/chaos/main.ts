/** `pnpm chaos [--minutes N] [--sessions N] [--seed N] [--output text|json]` */
import { parseArgs } from "node:util";
import { chaosTable, problemsOf } from "./report.ts";
import { runChaos } from "./run-chaos.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "3" },
    sessions: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    output: { type: "string", default: "text" },
  },
});
const [minutes, sessions, seed] = [values.minutes, values.sessions, values.seed].map(Number) as [
  number,
  number,
  number,
];
if (!(minutes > 0) || !(sessions >= 1) || !Number.isInteger(seed)) {
  process.stderr.write("pnpm chaos [--minutes N] [--sessions N] [--seed N] [--output text|json]\n");
  process.exit(2);
}
const outcome = await runChaos({
  minutes,
  sessions,
  seed,
  log: (line) => void process.stderr.write(`${line}\n`),
});
const problems = problemsOf(outcome);
process.stdout.write(
  values.output === "json" ? `${JSON.stringify({ ...outcome, problems })}\n` : `${chaosTable(outcome)}\n`,
);
for (const problem of problems) process.stdout.write(`\n${problem}`);
process.stdout.write(problems.length === 0 ? "\nAs promised.\n" : "\n");
process.exitCode = problems.length === 0 ? 0 : 1;
