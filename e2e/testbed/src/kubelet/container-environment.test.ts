import { expect, it } from "vitest";
import { expand } from "./container-environment.ts";

it.each([
  ["--name=$(NAME)", "--name=one"],
  ["$(NAME)$(NAME)", "oneone"],
  ["$(NONE)", "$(NONE)"],
  ["$$(NAME)", "$(NAME)"],
  ["$NAME", "$NAME"],
])("expands %s as Kubernetes does", (word, expanded) => {
  expect(expand([word], { NAME: "one" })).toEqual([expanded]);
});
