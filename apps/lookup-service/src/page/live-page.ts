import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import { pageScript } from "./page-script.ts";
import { pageStyle } from "./page-style.ts";

/** The live page with its content security policy. */
export interface LivePage {
  /** For Hono's `c.html`. */
  readonly html: ReturnType<typeof html>;
  readonly contentSecurityPolicy: string;
}

const sourceOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Renders the page: one file without other assets; its script and style are allowed by their hashes. */
export function livePage(): LivePage {
  // Whole elements: the hashes are of every character between the tags.
  const style = raw(`<style>${pageStyle}</style>`);
  const script = raw(`<script>${pageScript}</script>`);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Fairlead lookup service</title>
        ${style}
      </head>
      <body>
        <header>
          <h1>Pools</h1>
          <p id="connection" role="status">Connecting…</p>
        </header>
        <main id="pools">
          <noscript>This page needs JavaScript; <a href="/v1/pools">/v1/pools</a> holds the same.</noscript>
        </main>
        <footer>
          <a href="/v1/pools">/v1/pools</a> <a href="/metrics">/metrics</a>
          <a href="/openapi.json">/openapi.json</a>
        </footer>
        ${script}
      </body>
    </html> `;
  return {
    html: page,
    contentSecurityPolicy: [
      "default-src 'none'",
      `script-src ${sourceOf(pageScript)}`,
      `style-src ${sourceOf(pageStyle)}`,
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
  };
}
