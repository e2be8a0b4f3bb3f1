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

/** A script in place of Bun for `build.sh` in a copy; it skips `bun install`. */
const BUN = `#!/bin/sh
case "$1" in install | add) exit 0 ;; esac
exec "${process.execPath}" "$@"
`;

/** A copy of the project to which model files are added. */
export class ProjectCopy {
  readonly folder = mkdtempSync(join(tmpdir(), "mlsvc-project-"));
  readonly executable = join(this.folder, "mlsvc");

  /** With `whole`, the tests and the other files of a clone are copied too. */
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

  /** Performs the steps of `build.sh` after the installation, except the self-test. */
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

  /** Returns whether the copy contains this file. */
  has(file: string): boolean {
    return existsSync(join(this.folder, file));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
