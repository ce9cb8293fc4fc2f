/** A value that is written into Envoy's JSON configuration. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Prefix of the type URLs of Envoy's own messages. */
export const TYPE_PREFIX = "type.googleapis.com/";

/** An `Any`: a message with its type. */
export const typed = (type: string, message: JsonObject): JsonObject => ({
  "@type": `${TYPE_PREFIX}${type}`,
  ...message,
});

/** A named extension, in the form that filters, policies and loggers share. */
export const extension = (name: string, type: string, message: JsonObject = {}): JsonObject => ({
  name,
  typed_config: typed(type, message),
});

/** Reads resources from a file; Envoy notices when another file is moved into its place. */
export const fileSource = (path: string): JsonObject => ({
  resource_api_version: "V3",
  path_config_source: { path },
  initial_fetch_timeout: "0s",
});
