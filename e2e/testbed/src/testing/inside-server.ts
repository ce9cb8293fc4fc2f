/** A server for pods of tests, on all addresses: tells what is found where it runs, and what is reached from there. */
import { readFile, writeFile } from "node:fs/promises";
import { createServer, get } from "node:http";
import { get as getSecurely } from "node:https";
import { text } from "node:stream/consumers";

const ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";
const { KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT, POD_NAME, STOP_MS = "0" } = process.env;

/** Asks the API server as a program does that runs in a cluster. */
async function askApi(path: string): Promise<object> {
  const [token, ca] = await Promise.all(
    ["token", "ca.crt"].map((name) => readFile(`${ACCOUNT}/${name}`, "utf8")),
  );
  const url = `https://${KUBERNETES_SERVICE_HOST}:${KUBERNETES_SERVICE_PORT}${path}`;
  return new Promise((resolve, reject) => {
    const asking = getSecurely(url, { ca, headers: { authorization: `Bearer ${token}` } }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode, body }), reject);
    });
    asking.once("error", reject);
  });
}
const askPod = (url: string): Promise<object> =>
  new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode, body }), reject);
    }).once("error", reject);
  });

async function tell({ pathname, searchParams }: URL): Promise<object> {
  const value = searchParams.get("of") ?? "";
  if (pathname === "/file") return { content: await readFile(value, "utf8") };
  if (pathname === "/write") {
    await writeFile(value, "written");
    return {};
  }
  if (pathname === "/variable") return { value: process.env[value] };
  if (pathname === "/api") return askApi(value);
  if (pathname === "/pod") return askPod(value);
  return { pod: POD_NAME, parameters: process.argv.slice(2) };
}

const server = createServer((request, response) => {
  tell(new URL(request.url ?? "/", "http://pod")).then(
    (answer) => response.end(JSON.stringify(answer)),
    (error: unknown) => {
      response.statusCode = 500;
      response.end(JSON.stringify({ error: String(error) }));
    },
  );
});
server.listen(8080, "0.0.0.0", () => console.log("listening"));
process.on("SIGTERM", () => {
  console.log("told to stop");
  setTimeout(() => process.exit(0), Number(STOP_MS));
});
