import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";

/**
 * Returns a file of the package swagger-ui-dist, gzipped, in base64. It is called while the program is compiled, so that the
 * executable holds the file in this form.
 */
export function gzippedSwaggerUi(file: string): string {
  const folder = dirname(Bun.resolveSync("swagger-ui-dist/package.json", import.meta.dir));
  return gzipSync(readFileSync(join(folder, file)), { level: 9 }).toString("base64");
}
