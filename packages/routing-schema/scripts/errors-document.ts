import type { ErrorCatalogueEntry } from "../src/index.ts";

const INTRODUCTION = `# Errors

Every error of Fairlead has a code. A library throws it as \`FairleadError\` with that \`code\`; a service
answers it as problem details (RFC 9457) with \`code\` in the body, and with the HTTP status below. Codes
are added, never changed or used for something else.

This file is generated from \`packages/routing-schema/src/errors/catalogue.ts\`: edit that file, then run
\`pnpm generate\`.
`;

/** Writes `docs/errors.md`: a heading per code, which the \`type\` of a problem links to. */
export function errorsDocument(catalogue: Readonly<Record<string, ErrorCatalogueEntry>>): string {
  const codes = Object.entries(catalogue);
  const rows = codes.map(
    ([code, { title, status }]) => `| [\`${code}\`](#${code}) | ${status ?? ""} | ${title} |\n`,
  );
  const sections = codes.map(
    ([code, { title, mend, status }]) =>
      `\n## ${code}\n\n${title}.${status === undefined ? "" : ` HTTP status ${status}.`}\n\n${mend}\n`,
  );
  return `${INTRODUCTION}\n| code | HTTP status | what happened |\n| --- | --- | --- |\n${rows.join("")}${sections.join("")}`;
}
