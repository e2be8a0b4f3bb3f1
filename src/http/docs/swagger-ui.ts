import { gzippedSwaggerUi } from "./embed.ts" with { type: "macro" };

/** Swagger UI (Apache-2.0): each file gzipped, in base64. */
export const SWAGGER_UI = {
  "swagger-ui-bundle.js": gzippedSwaggerUi("swagger-ui-bundle.js"),
  "swagger-ui.css": gzippedSwaggerUi("swagger-ui.css"),
  /** Its licence, and those of the libraries in its bundle. */
  "licenses.txt": gzippedSwaggerUi("NOTICE", "LICENSE", "swagger-ui-bundle.js.LICENSE.txt"),
};
