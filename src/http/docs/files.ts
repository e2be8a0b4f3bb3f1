import { gunzipSync } from "node:zlib";
import type { Exchange } from "../exchange.ts";
import { PAGE_CSS, PAGE_HTML, PAGE_JS } from "./page.ts";
import { SWAGGER_UI } from "./swagger-ui.ts";

const OWN_FILES = { "page.html": PAGE_HTML, "page.js": PAGE_JS, "page.css": PAGE_CSS };

/** A file of the page of the API. */
export type DocsFile = keyof typeof OWN_FILES | keyof typeof SWAGGER_UI;

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=UTF-8",
  js: "text/javascript; charset=UTF-8",
  css: "text/css; charset=UTF-8",
  txt: "text/plain; charset=UTF-8",
};

/** The page may only run scripts, load style sheets and send requests of and to this service. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // Swagger UI has its icons as data URLs in its style sheet.
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** Returns the response with a file of the page. Files of Swagger UI are gzipped if the client accepts that. */
export function respondFile(exchange: Exchange, file: DocsFile): Response {
  const type = TYPES[file.slice(file.lastIndexOf(".") + 1)]!;
  const headers = { "Content-Type": type };
  if (file in OWN_FILES) {
    const text = OWN_FILES[file as keyof typeof OWN_FILES];
    return exchange.respond(
      text,
      file === "page.html" ? { ...headers, "Content-Security-Policy": PAGE_POLICY } : headers,
    );
  }
  const gzipped = Buffer.from(SWAGGER_UI[file as keyof typeof SWAGGER_UI], "base64");
  const accepted = exchange.request.headers.get("accept-encoding") ?? "";
  if (/\bgzip\b/i.test(accepted))
    return exchange.respond(gzipped, { ...headers, "Content-Encoding": "gzip" });
  return exchange.respond(new Uint8Array(gunzipSync(gzipped)), headers);
}
