import { html, raw } from "hono/html";
import { openApiDocument } from "./openapi.ts";

interface Operation {
  readonly summary: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly required: boolean;
    readonly schema: unknown;
  }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: { readonly $ref: string } }> };
  readonly responses: Record<string, { readonly description: string }>;
}

const STYLE = `
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}
h2{margin-top:2.5rem;border-bottom:1px solid #d0d7de}code,pre{font-family:ui-monospace,monospace;font-size:.9em}
pre{background:#f6f8fa;padding:1rem;overflow:auto;border-radius:6px}table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #eaeef2;vertical-align:top}
.m{display:inline-block;min-width:4.5rem;font-weight:600;color:#0550ae}
@media(prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}pre{background:#161b22}.m{color:#79c0ff}th,td,h2{border-color:#30363d}}`;

/** The reader's page of the API: one page, no script, nothing loaded from anywhere. */
export function docsPage(): string {
  const document = openApiDocument() as {
    info: { title: string; version: string; description: string };
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Record<string, unknown> };
  };
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => section(path, method, operation)),
  );
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) => html`<h3 id="${name}">${name}</h3><pre>${JSON.stringify(schema, null, 2)}</pre>`,
  );
  return String(html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${document.info.title} API</title><style>${raw(STYLE)}</style></head>
<body><h1>${document.info.title} <small>${document.info.version}</small></h1>
<p>${document.info.description} The same as data: <a href="/openapi.json">openapi.json</a>.</p>
${operations}<h2>Schemas</h2>${schemas}</body></html>`);
}

function section(path: string, method: string, operation: Operation) {
  const body = Object.values(operation.requestBody?.content ?? {})[0]
    ?.schema.$ref.split("/")
    .at(-1);
  const rows = (operation.parameters ?? []).map(
    ({ name, required, schema }) =>
      html`<tr><td><code>${name}</code></td><td>${required ? "required" : "optional"}</td><td><code>${JSON.stringify(schema)}</code></td></tr>`,
  );
  const answers = Object.entries(operation.responses).map(
    ([status, { description }]) => html`<tr><td>${status}</td><td colspan="2">${description}</td></tr>`,
  );
  return html`<h2><span class="m">${method.toUpperCase()}</span> <code>${path}</code></h2><p>${operation.summary}.${
    body === undefined ? "" : html` Body: <a href="#${body}">${body}</a>.`
  }</p><table>${rows}${answers}</table>`;
}
