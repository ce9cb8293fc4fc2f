import { main } from "assemblyscript/asc";

/** Compiles AssemblyScript whose entry is `index.ts`; `read` gives a file's text or null. Imports come from modules named as their files. */
export async function compileGuest(
  read: (name: string) => string | null | Promise<string | null>,
  options: readonly string[] = [],
): Promise<Uint8Array> {
  let module: Uint8Array | undefined;
  let diagnostics = "";
  const { error } = await main(
    ["index.ts", "--outFile", "guest.wasm", "--runtime", "stub", "-O", ...options],
    {
      readFile: read,
      writeFile: (_name, contents) => {
        if (contents instanceof Uint8Array) module = new Uint8Array(contents);
      },
      listFiles: () => null,
      stderr: { write: (chunk) => void (diagnostics += String(chunk)) },
    },
  );
  if (error !== null || module === undefined) throw new Error(`the guest does not compile: ${diagnostics}`);
  return module;
}
