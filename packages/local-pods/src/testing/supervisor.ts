/** Starts the command in its arguments under supervision, says its process id, and stays; for tests that kill it. */
import { startSupervisedProcess } from "../process/supervised-process.ts";

const [path = "", ...parameters] = process.argv.slice(2);
const supervised = await startSupervisedProcess({
  path,
  parameters,
  environment: process.env,
  onLine: (line) => console.log(line),
});
console.log(`pid ${supervised.pid}`);
