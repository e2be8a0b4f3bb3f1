import { html, raw } from "hono/html";
import { REGISTRY } from "../../models/registry.ts";
import { VERSION } from "../../version.ts";
import { queryParameters } from "../openapi/json-schema.ts";
import { OPERATIONS, type Operation } from "../openapi/operations.ts";
import { modelSection } from "./parameter-table.ts";
import { STYLE } from "./style.ts";

/** The reader's page of the API: one page, no script, nothing loaded from anywhere. */
export function docsPage(): string {
  const contents = OPERATIONS.map(
    (operation) =>
      html`<li><a href="#${anchor(operation)}"><span class="m">${operation.method}</span> <code>${operation.path}</code></a> ${operation.summary}</li>`,
  );
  return String(html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>mlsvc ${VERSION}</title><style>${raw(STYLE)}</style></head>
<body><header><h1>mlsvc <small>${VERSION}</small></h1>
<p>Trains machine-learning models on rows and predicts rows with them. As data: <a href="/openapi.json">openapi.json</a>.</p></header>
<nav><ul>${contents}<li><a href="#models">Models</a></li></ul></nav>
<main>${OPERATIONS.map(operationSection)}
<section><h2 id="models">Models</h2>${[...REGISTRY.values()].map(modelSection)}</section></main></body></html>`);
}

function anchor({ method, path }: Operation): string {
  return `${method}${path.replaceAll("/", "-")}`;
}

function operationSection(operation: Operation) {
  const { method, path, summary, description, query, body, answer, failures = {} } = operation;
  const parameters = query === undefined ? [] : queryParameters(query);
  const parameterRows = parameters.map(
    (parameter) =>
      html`<tr><td><code>${parameter.name}</code></td><td>${String(parameter.schema.type ?? "")}${
        parameter.required ? "" : ", optional"
      }</td><td>${parameter.description}</td></tr>`,
  );
  const answers = [["200", answer.description], ...Object.entries(failures)].map(
    ([status, when]) => html`<tr><td class="s${status![0]}">${status}</td><td>${when}</td></tr>`,
  );
  return html`<section><h2 id="${anchor(operation)}"><span class="m">${method}</span> <code>${path}</code></h2>
<p>${summary}. ${description ?? ""}</p>
${parameters.length > 0 ? html`<table><tr><th>query</th><th></th><th></th></tr>${parameterRows}</table>` : ""}
${body === undefined ? "" : html`<h4>Body</h4><pre>${JSON.stringify(body.example, null, 2)}</pre>`}
<table><tr><th>answer</th><th>when</th></tr>${answers}</table></section>`;
}
