/**
 * Writes the licences of everything that the executable contains, for those who pass it on in an image.
 * Usage: bun scripts/notices.ts OUTFILE
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile } from "./compile.ts";
import { noticesOf } from "./release/notices.ts";
import { bundledPackages } from "./release/packages.ts";

const outfile = process.argv[2];
if (outfile === undefined) throw new Error("usage: bun scripts/notices.ts OUTFILE");
const work = mkdtempSync(join(tmpdir(), "mlsvc-notices-"));
try {
  const metafile = join(work, "modules.json");
  await compile(join(work, "mlsvc"), { metafile });
  writeFileSync(outfile, noticesOf(bundledPackages(await Bun.file(metafile).text())));
} finally {
  rmSync(work, { recursive: true, force: true });
}
