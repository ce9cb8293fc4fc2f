/**
 * `pnpm check:changesets`: what differs from `main` has a changeset, and all changesets can be released.
 * In a checkout without `main`, such as that of a tag, the changesets alone are checked.
 *
 * @module
 */
import { spawnSync } from "node:child_process";
import { root } from "./workspace/repository.ts";

const exists = (ref: string): boolean =>
  spawnSync("git", ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`], { cwd: root }).status === 0;
const base = exists("main") ? [] : ["--since", exists("origin/main") ? "origin/main" : "HEAD"];
const { status } = spawnSync("changeset", ["status", ...base], { cwd: root, stdio: "inherit" });
process.exitCode = status ?? 1;
