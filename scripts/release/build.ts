/** Builds the files of a release. */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import project from "../../package.json" with { type: "json" };
import { compile } from "../compile.ts";
import type { Target } from "../targets.ts";
import { type ArchivedFile, writeArchive } from "./archive.ts";
import { platformOf } from "./elf.ts";
import { noticesOf } from "./notices.ts";
import { bundledPackages } from "./packages.ts";
import { type Commit, sbomOf } from "./sbom.ts";

const ROOT = join(import.meta.dir, "..", "..");

/** The files that every archive has besides the executable and the notices, as paths from the root. */
const FILES = ["LICENSE", "deploy/entrypoint.sh", "deploy/systemd/mlsvc.service", "deploy/systemd/mlsvc.env"];

/** The file with the checksums of the others, for `sha256sum --check`. */
export const CHECKSUMS = "SHA256SUMS";

/** What a release is built from, and where to. */
export interface ReleaseOptions {
  readonly targets: readonly Target[];
  readonly commit: Commit;
  /** The folder that the files are written into; those of an earlier release of the same name are replaced. */
  readonly output: string;
  /** Is told about each finished step. */
  readonly report: (line: string) => void;
}

/**
 * Builds `mlsvc-VERSION-TARGET.tar.gz` for each platform, `mlsvc-VERSION.cdx.json` (the SBOM), `THIRD-PARTY-NOTICES.txt` and
 * `SHA256SUMS`. The same sources and commit give the same bytes. An executable that this machine can run has to pass its
 * self-test; each has to be for the processor and the C library of its platform. Returns the names of the files.
 */
export async function buildRelease({ targets, commit, output, report }: ReleaseOptions): Promise<string[]> {
  mkdirSync(output, { recursive: true });
  const work = mkdtempSync(join(output, ".build-"));
  try {
    const executables = new Map<Target, string>();
    for (const target of targets) {
      executables.set(target, await compileFor(target, work));
      report(`${target}: compiled; ${await check(executables.get(target)!, target)}`);
    }
    const packages = bundledPackages(readFileSync(join(work, "modules.json"), "utf8"));
    const notices = noticesOf(packages);
    const files: string[] = [];
    const add = (name: string, text: string) => {
      writeFileSync(join(work, name), text);
      files.push(name);
    };
    add(`${project.name}-${project.version}.cdx.json`, await sbomOf(packages, commit));
    add("THIRD-PARTY-NOTICES.txt", notices);
    for (const [target, executable] of executables) {
      const name = `${project.name}-${project.version}-${target}`;
      files.push(await writeArchive(work, name, contentsOf(executable, notices), commit.date));
      report(`${target}: packed`);
    }
    add(CHECKSUMS, checksums(work, files));
    for (const file of files) renameSync(join(work, file), join(output, file));
    return files;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Compiles the executable of a platform below `work` and returns its path. The compiler embeds the name of the file. */
async function compileFor(target: Target, work: string): Promise<string> {
  const folder = join(work, target);
  mkdirSync(folder);
  const executable = join(folder, project.name);
  await compile(executable, { target, metafile: join(folder, "modules.json") });
  copyFileSync(join(folder, "modules.json"), join(work, "modules.json"));
  return executable;
}

/**
 * Checks an executable, and returns what was checked. Throws an error if it is for another platform or, where this machine
 * can run it, if it fails its self-test.
 */
async function check(executable: string, target: Target): Promise<string> {
  const { processor, library } = platformOf(executable);
  const fits =
    processor === (target.includes("arm64") ? "arm64" : "x64") &&
    library === (target.endsWith("musl") ? "musl" : "glibc");
  if (!fits) throw new Error(`${target}: the executable is for ${processor} and ${library}`);
  const here = platformOf(process.execPath);
  if (processor !== here.processor || library !== here.library)
    return `for ${processor} and ${library}, not run on this machine`;
  const selftest = Bun.spawn([executable, "--selftest"], { stdout: "ignore", stderr: "pipe" });
  const problem = await new Response(selftest.stderr).text();
  if ((await selftest.exited) !== 0) throw new Error(`${target}: the self-test failed: ${problem}`);
  return "self-test passed";
}

function contentsOf(executable: string, notices: string): ArchivedFile[] {
  const others = FILES.map((path) => {
    const name = path.split("/").at(-1)!;
    return { name, from: { path: join(ROOT, path) }, executable: name.endsWith(".sh") };
  });
  return [
    { name: project.name, from: { path: executable }, executable: true },
    ...others,
    { name: "THIRD-PARTY-NOTICES.txt", from: { text: notices }, executable: false },
  ];
}

/** Returns the SHA-256 of files of a folder in the format of `sha256sum`. */
function checksums(folder: string, files: readonly string[]): string {
  const lines = [...files].sort().map((file) => {
    const hash = new Bun.CryptoHasher("sha256").update(readFileSync(join(folder, file))).digest("hex");
    return `${hash}  ${file}\n`;
  });
  return lines.join("");
}
