import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile } from "../scripts/compile.ts";
import { type ProgramResult, runProgram } from "./run-program.ts";

const ROOT = join(import.meta.dir, "..");
const SOURCES = ["src", "statistical", "scripts", "package.json", "tsconfig.json"];
const REST = ["test", "README.md", "build.sh", "bun.lock", "bunfig.toml", "biome.json"];

/** In place of Bun, for `build.sh` in a copy: what is installed already is not installed again. */
const BUN = `#!/bin/sh
case "$1" in install | add) exit 0 ;; esac
exec "${process.execPath}" "$@"
`;

/** A copy of the project, into which model files are dropped. */
export class ProjectCopy {
  readonly folder = mkdtempSync(join(tmpdir(), "mlsvc-project-"));
  readonly executable = join(this.folder, "mlsvc");

  /** `whole` copies the tests and what else a clone has, too. */
  constructor({ whole = false }: { readonly whole?: boolean } = {}) {
    for (const name of whole ? [...SOURCES, ...REST] : SOURCES)
      cpSync(join(ROOT, name), join(this.folder, name), { recursive: true });
    const modules = join(this.folder, "node_modules");
    mkdirSync(join(modules, ".bin"), { recursive: true });
    for (const name of readdirSync(join(ROOT, "node_modules")))
      if (name !== ".bin") symlinkSync(join(ROOT, "node_modules", name), join(modules, name));
    writeFileSync(join(modules, ".bin", "bun"), BUN, { mode: 0o755 });
  }

  /** Puts a model file into `statistical/` and returns its path. */
  drop(file: string, source: string): string {
    const path = join(this.folder, "statistical", file);
    writeFileSync(path, source);
    return path;
  }

  /** What `build.sh` does once everything is installed, but for the self-test. */
  async build(): Promise<void> {
    const { code, stderr } = await this.run([process.execPath, "scripts/registry.ts"]);
    if (code !== 0) throw new Error(`scripts/registry.ts failed: ${stderr}`);
    await compile(this.executable, { root: this.folder });
  }

  /** Runs a command in the copy to its end. */
  run(
    words: readonly string[],
    environment: Record<string, string | undefined> = process.env,
  ): Promise<ProgramResult> {
    return runProgram(words, { cwd: this.folder, env: environment });
  }

  /** Whether the copy holds this file. */
  has(file: string): boolean {
    return existsSync(join(this.folder, file));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
