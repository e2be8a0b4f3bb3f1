import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile } from "../scripts/compile.ts";

const ROOT = join(import.meta.dir, "..");

/** A copy of the project, into which model files are dropped. */
export class ProjectCopy {
  readonly folder = mkdtempSync(join(tmpdir(), "mlsvc-project-"));
  readonly executable = join(this.folder, "mlsvc");

  constructor() {
    for (const name of ["src", "statistical", "scripts", "package.json", "tsconfig.json"])
      cpSync(join(ROOT, name), join(this.folder, name), { recursive: true });
    symlinkSync(join(ROOT, "node_modules"), join(this.folder, "node_modules"));
  }

  /** Puts a model file into `statistical/` and gives its path. */
  drop(file: string, source: string): string {
    const path = join(this.folder, "statistical", file);
    writeFileSync(path, source);
    return path;
  }

  /** What `build.sh` does once everything is installed. */
  async build(): Promise<void> {
    const registry = Bun.spawn([process.execPath, "scripts/registry.ts"], { cwd: this.folder });
    if ((await registry.exited) !== 0) throw new Error("scripts/registry.ts failed");
    await compile(this.executable, { root: this.folder });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
