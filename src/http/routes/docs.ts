import type { DocsFile } from "../docs/files.ts";
import type { Exchange } from "../exchange.ts";
import type { Route } from "./route.ts";

/** The description of the API, generated from the table of routes. */
const getOpenApi: Route = {
  method: "GET",
  path: "/openapi.json",
  async handle(_exchange, _query, { routes }) {
    const { openApiDocument } = await import("../openapi/document.ts");
    return openApiDocument(routes);
  },
};

/** Returns the route of a file of the page of the API. The files are loaded by the first request for one of them. */
function docsRoute(path: string, file: DocsFile): Route {
  return {
    method: "GET",
    path,
    async handle(exchange: Exchange) {
      const { respondFile } = await import("../docs/files.ts");
      return respondFile(exchange, file);
    },
  };
}

/** The OpenAPI document, and the page of the API with its files. */
export const DOCS_ROUTES: readonly Route[] = [
  getOpenApi,
  docsRoute("/docs", "page.html"),
  docsRoute("/docs/page.js", "page.js"),
  docsRoute("/docs/page.css", "page.css"),
  docsRoute("/docs/swagger-ui-bundle.js", "swagger-ui-bundle.js"),
  docsRoute("/docs/swagger-ui.css", "swagger-ui.css"),
  docsRoute("/docs/licenses.txt", "licenses.txt"),
];
