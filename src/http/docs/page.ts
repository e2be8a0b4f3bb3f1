import { VERSION } from "../../version.ts";

/** The page of the API, on which Swagger UI shows /openapi.json. Links are relative, for a proxy that adds a prefix. */
export const PAGE_HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>mlsvc ${VERSION}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/swagger-ui.css">
<link rel="stylesheet" href="docs/page.css">
<script src="docs/swagger-ui-bundle.js" defer></script>
<script src="docs/page.js" defer></script>
</head>
<body>
<main id="swagger-ui"></main>
<noscript><p>This page needs JavaScript. The API as data: <a href="openapi.json">openapi.json</a>, <a href="api/models">models and their parameters</a>.</p></noscript>
<footer>Page by <a href="https://swagger.io/tools/swagger-ui/">Swagger UI</a>, <a href="docs/licenses.txt">Apache License 2.0</a></footer>
</body>
</html>
`;

/** Starts Swagger UI, light or dark as the browser prefers. */
export const PAGE_JS = `const dark = matchMedia("(prefers-color-scheme: dark)");
const applyColors = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", applyColors);
applyColors();
SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
});
`;

/** The style of what is around Swagger UI. */
export const PAGE_CSS = `body { margin: 0; }
html.dark-mode body { background: #1c2022; }
footer, noscript p { font: 14px sans-serif; max-width: 1460px; margin: 0 auto; padding: 20px; color: #6b7280; }
footer a, noscript a { color: inherit; }
html.dark-mode footer { color: #a0a7b0; }
`;
