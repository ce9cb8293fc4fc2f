import { expect, it } from "vitest";
import { errorsDocument } from "./errors-document.ts";

it("lists every code with its status, what happened and the mend", () => {
  const document = errorsDocument({
    gone: { title: "It is gone", mend: "Wait.", status: 503 },
    odd: { title: "It is odd", mend: "Look." },
  });
  expect(document).toContain("| [`gone`](#gone) | 503 | It is gone |\n| [`odd`](#odd) |  | It is odd |\n");
  expect(document).toContain("\n## gone\n\nIt is gone. HTTP status 503.\n\nWait.\n");
  expect(document).toContain("\n## odd\n\nIt is odd.\n\nLook.\n");
});
