import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile } from "../../scripts/compile.ts";
import { modelFiles, registrySource } from "../../scripts/registry.ts";

const ROOT = join(import.meta.dir, "..", "..");
const MODEL = "misbehaving";

/** The executable of a copy of the project into which the misbehaving model was dropped. */
export interface MisbehavingExecutable {
  readonly path: string;
  remove(): void;
}

/** Builds it in a new folder below the temporary directory. */
export async function buildMisbehaving(): Promise<MisbehavingExecutable> {
  const project = mkdtempSync(join(tmpdir(), "mlsvc-misbehaving-"));
  for (const name of ["src", "statistical", "package.json", "tsconfig.json"])
    cpSync(join(ROOT, name), join(project, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(project, "node_modules"));
  const models = join(project, "statistical");
  const source = readFileSync(join(import.meta.dir, "models", `${MODEL}.ts`), "utf8");
  writeFileSync(join(models, `${MODEL}.ts`), source);
  writeFileSync(join(models, "index.ts"), registrySource([...modelFiles(), MODEL].sort()));
  const path = join(project, "mlsvc");
  await compile(path, { root: project });
  return { path, remove: () => rmSync(project, { recursive: true, force: true }) };
}
