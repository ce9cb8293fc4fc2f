import type { ApiEndpoint } from "./api-endpoint.ts";
import { requestToken } from "./request-token.ts";

/** A token that outlasts any test. */
const TOKEN_SECONDS = 86_400;

/**
 * Reaches the API server of a bed as a service account, which may do what RBAC allows it and nothing else.
 *
 * @throws TestbedError when there is no such account.
 */
export async function serviceAccountEndpoint(
  bed: { readonly endpoint: ApiEndpoint },
  namespace: string,
  name: string,
): Promise<ApiEndpoint> {
  const { token } = await requestToken(bed.endpoint, { namespace, name, expirationSeconds: TOKEN_SECONDS });
  return { ...bed.endpoint, token };
}
