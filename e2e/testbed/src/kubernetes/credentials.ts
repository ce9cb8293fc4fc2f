import { generateKeyPairSync, randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What the parts of a control plane know each other by. */
export interface Credentials {
  /** Bearer token of a member of `system:masters`, to whom everything is allowed. */
  readonly adminToken: string;
  readonly tokenFile: string;
  /** Keys that tokens of service accounts are signed and checked with. */
  readonly serviceAccountKey: string;
  readonly serviceAccountPublicKey: string;
}

/** Makes keys and tokens, and writes them into a directory. */
export async function createCredentials(directory: string): Promise<Credentials> {
  const adminToken = randomBytes(24).toString("hex");
  const tokenFile = join(directory, "tokens.csv");
  const serviceAccountKey = join(directory, "service-account.key");
  const serviceAccountPublicKey = join(directory, "service-account.pub");
  const { privateKey, publicKey } = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    privateKeyEncoding: { type: "sec1", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  await writeFile(tokenFile, `${adminToken},admin,admin,"system:masters"\n`, { mode: 0o600 });
  await writeFile(serviceAccountKey, privateKey, { mode: 0o600 });
  await writeFile(serviceAccountPublicKey, publicKey);
  return { adminToken, tokenFile, serviceAccountKey, serviceAccountPublicKey };
}
