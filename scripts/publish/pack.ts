import { execFileSync } from "node:child_process";
import path from "node:path";
import { root } from "../workspace/repository.ts";

/**
 * Packs a package as it would be published.
 *
 * @param folder from the root
 * @param destination absolute folder for the tarball
 * @returns absolute path of the tarball
 */
export function packPackage(folder: string, destination: string): string {
  const output = execFileSync("pnpm", ["pack", "--json", "--pack-destination", destination], {
    cwd: path.join(root, folder),
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { filename } = JSON.parse(output) as { filename: string };
  return path.resolve(destination, filename);
}
