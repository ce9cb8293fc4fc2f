// Prints "<passed> <failed>" of a Vitest JSON report; a report that is missing counts as one failure.
const { readFileSync } = require("node:fs");

try {
  const report = JSON.parse(readFileSync(process.argv[2], "utf8"));
  const unnamed = report.success || report.numFailedTests > 0 ? 0 : 1;
  console.log(report.numPassedTests, report.numFailedTests + unnamed);
} catch {
  console.log(0, 1);
}
