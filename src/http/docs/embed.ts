import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";

/**
 * Returns the concatenation of files of the package swagger-ui-dist, gzipped, in base64. This function is a macro: it runs when
 * the program is compiled, and the executable contains its result.
 */
export function gzippedSwaggerUi(...files: string[]): string {
  const folder = dirname(Bun.resolveSync("swagger-ui-dist/package.json", import.meta.dir));
  const contents = files.map((file) => readFileSync(join(folder, file)));
  return gzipSync(Buffer.concat(contents), { level: 9 }).toString("base64");
}
