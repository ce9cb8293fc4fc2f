const ACCEPTED = {
  json: /^(?:application\/(?:[a-z0-9.+-]+\+)?json|text\/plain)(?:\s*;|$)/i,
  prometheus: /^(?:text\/plain|application\/openmetrics-text)(?:\s*;|$)/i,
} as const;

/** Whether a `Content-Type` may be that of the format. A few lines of a small server often set none. */
export const isContentTypeOf = (contentType: string | undefined, format: keyof typeof ACCEPTED): boolean =>
  contentType === undefined || ACCEPTED[format].test(contentType);
