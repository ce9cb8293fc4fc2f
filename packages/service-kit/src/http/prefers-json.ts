/** Whether an `Accept` header ranks JSON above plain text (RFC 9110, section 12.5.1). */
export function prefersJson(accept: string | undefined): boolean {
  if (accept === undefined || !/json/i.test(accept)) return false;
  let json = 0;
  let text = 0;
  let jsonAt = Infinity;
  let textAt = Infinity;
  for (const [position, part] of accept.split(",").entries()) {
    const [range = "", ...parameters] = part.split(";").map((piece) => piece.trim().toLowerCase());
    const weight = Number(parameters.find((parameter) => parameter.startsWith("q="))?.slice(2) ?? 1);
    if (range === "application/json" || range === "application/problem+json") {
      json = weight;
      jsonAt = Math.min(jsonAt, position);
    } else if (range === "text/plain" || range === "text/html" || range === "text/*") {
      text = weight;
      textAt = Math.min(textAt, position);
    }
  }
  return json > 0 && (json > text || (json === text && jsonAt < textAt));
}
