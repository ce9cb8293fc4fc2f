/** What a request asks for, in the words of Kubernetes' authorization. */
export type ApiVerb =
  | "get"
  | "list"
  | "watch"
  | "create"
  | "update"
  | "patch"
  | "delete"
  | "deletecollection"
  | "other";

/** A request to an API server. */
export interface ApiRequest {
  readonly verb: ApiVerb;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** What a fault changes here is handed on changed. */
  readonly query: URLSearchParams;
  /** Empty for the core group, and for paths that are no resource. */
  readonly group: string;
  readonly version: string;
  /** Plural, such as `pods`; empty for paths that are no resource. */
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  /** Empty where none was sent. */
  readonly body: string;
  /** Name of the pod whose token of a service account it came with; empty where there is none of a pod. */
  readonly pod: string;
}

/** Parts of a namespace itself, where everything else below it is an object in it. */
const NAMESPACE_PARTS = new Set(["status", "finalize"]);

function verbOf(method: string, name: string, isWatch: boolean): ApiVerb {
  switch (method) {
    case "GET":
      return isWatch ? "watch" : name === "" ? "list" : "get";
    case "POST":
      return "create";
    case "PUT":
      return "update";
    case "PATCH":
      return "patch";
    case "DELETE":
      return name === "" ? "deletecollection" : "delete";
    default:
      return "other";
  }
}

/** Tokens of service accounts say which pod they were made for, if for one. */
function podOf(authorization: string): string {
  const [, claims = ""] = authorization.split(".");
  try {
    const said = JSON.parse(Buffer.from(claims, "base64url").toString()) as {
      readonly "kubernetes.io"?: { readonly pod?: { readonly name?: string } };
    };
    return said["kubernetes.io"]?.pod?.name ?? "";
  } catch {
    return "";
  }
}

/**
 * Reads a request as the API server does.
 *
 * @param target path and query, as in the request line
 * @param more the header `authorization` and the body, where there are such
 *
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris
 */
export function parseApiRequest(
  method: string,
  target: string,
  {
    authorization = "",
    body = "",
  }: { readonly authorization?: string | undefined; readonly body?: string } = {},
): ApiRequest {
  const url = new URL(target, "http://api-server");
  const { pathname: path, searchParams: query } = url;
  const words = path.split("/").filter((word) => word !== "");
  const none = {
    method,
    path,
    query,
    body,
    pod: podOf(authorization),
    group: "",
    version: "",
    namespace: "",
  };
  const isCore = words[0] === "api";
  if (!(isCore || words[0] === "apis") || words.length < (isCore ? 3 : 4)) {
    return { ...none, verb: method === "GET" ? "get" : "other", resource: "", subresource: "", name: "" };
  }
  const group = isCore ? "" : (words[1] ?? "");
  const version = words[isCore ? 1 : 2] ?? "";
  let rest = words.slice(isCore ? 2 : 3).map(decodeURIComponent);
  let namespace = "";
  if (rest[0] === "namespaces" && rest.length > 1) {
    namespace = rest[1] ?? "";
    if (rest.length > 2 && !NAMESPACE_PARTS.has(rest[2] ?? "")) rest = rest.slice(2);
  }
  const [resource = "", name = "", ...subresource] = rest;
  const isWatch = ["1", "true"].includes(query.get("watch") ?? "");
  return {
    ...none,
    verb: verbOf(method, name, isWatch),
    group,
    version,
    namespace,
    resource,
    name,
    subresource: subresource.join("/"),
  };
}

/** Whether a request changes something. */
export const isWrite = ({ verb }: ApiRequest): boolean =>
  ["create", "update", "patch", "delete", "deletecollection"].includes(verb);
