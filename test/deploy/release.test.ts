import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as Spec from "@cyclonedx/cyclonedx-library/Spec";
import { JsonStrictValidator } from "@cyclonedx/cyclonedx-library/Validation";
import project from "../../package.json" with { type: "json" };
import { compile, ENTRY_POINTS } from "../../scripts/compile.ts";
import { buildRelease } from "../../scripts/release/build.ts";
import { uncommittedChanges } from "../../scripts/release/commit.ts";
import { platformOf } from "../../scripts/release/elf.ts";
import { packageFolders } from "../../scripts/release/packages.ts";
import { runtimeLibraries } from "../../scripts/release/runtime-license.ts";
import { TARGETS, type Target } from "../../scripts/targets.ts";
import { type ProgramResult, runProgram } from "../run-program.ts";

const ROOT = join(import.meta.dir, "..", "..");
const TARGET: Target = process.arch === "arm64" ? "linux-arm64" : "linux-x64";
const NAME = `${project.name}-${project.version}-${TARGET}`;
const COMMIT = { hash: "0123456789abcdef0123456789abcdef01234567", date: new Date("2026-05-04T10:15:30Z") };

const folder = mkdtempSync(join(tmpdir(), "mlsvc-release-"));
const unpacked = join(folder, NAME);
let files: readonly string[];
let reports: string[];

beforeAll(async () => {
  reports = [];
  const report = (line: string) => void reports.push(line);
  files = await buildRelease({ targets: [TARGET], commit: COMMIT, output: folder, report });
  const { code } = await runProgram(["tar", "-xzf", join(folder, `${NAME}.tar.gz`), "-C", folder]);
  expect(code).toBe(0);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a release has an archive, an SBOM, the notices, and checksums that fit", async () => {
  expect([...files].sort()).toEqual([
    "SHA256SUMS",
    "THIRD-PARTY-NOTICES.txt",
    `${NAME}.tar.gz`,
    `${project.name}-${project.version}.cdx.json`,
  ]);
  // Nothing else is left behind.
  expect(readdirSync(folder).sort()).toEqual([...files, NAME].sort());
  expect(await checkSums()).toMatchObject({ code: 0 });
  const lines = readFileSync(join(folder, "SHA256SUMS"), "utf8").trimEnd().split("\n");
  expect(lines.length).toBe(files.length - 1);
});

function checkSums(): Promise<ProgramResult> {
  return runProgram(["sha256sum", "--check", "--strict", "SHA256SUMS"], { cwd: folder });
}

test("the archive has what a machine needs, and its executable runs", async () => {
  expect(readdirSync(unpacked).sort()).toEqual([
    "LICENSE",
    "THIRD-PARTY-NOTICES.txt",
    "entrypoint.sh",
    "mlsvc",
    "mlsvc.env",
    "mlsvc.service",
  ]);
  const { stdout } = await runProgram([join(unpacked, "mlsvc"), "--version"]);
  expect(stdout.trim()).toBe(project.version);
  expect(reports.join("\n")).toContain(`${TARGET}: compiled; self-test passed`);
  const listing = await runProgram(["tar", "--numeric-owner", "-tvzf", join(folder, `${NAME}.tar.gz`)]);
  const modes = listing.stdout
    .trim()
    .split("\n")
    .map((line) => line.split(/\s+/));
  expect(new Set(modes.map(([, owner]) => owner))).toEqual(new Set(["0/0"]));
  const executable = modes.filter(([mode]) => mode === "-rwxr-xr-x").map((columns) => columns.at(-1));
  expect(executable.sort()).toEqual([`${NAME}/entrypoint.sh`, `${NAME}/mlsvc`]);
});

test("compiling again gives the same executable, which does not mention the folder it was compiled in", async () => {
  const again = mkdtempSync(join(tmpdir(), "mlsvc-again-"));
  try {
    const metafile = join(again, "modules.json");
    await compile(join(again, "mlsvc"), { target: TARGET, metafile });
    const executable = readFileSync(join(again, "mlsvc"));
    expect(executable.equals(readFileSync(join(unpacked, "mlsvc")))).toBe(true);
    expect(executable.includes(ROOT)).toBe(false);
  } finally {
    rmSync(again, { recursive: true, force: true });
  }
}, 60_000);

/** The part of a bill of materials that is read here. */
interface Sbom {
  readonly serialNumber: string;
  readonly metadata: { readonly timestamp: string; readonly component: { readonly version: string } };
  readonly components: readonly {
    readonly group?: string;
    readonly name: string;
    readonly version: string;
    readonly licenses: readonly unknown[];
    readonly components?: readonly { readonly name: string }[];
  }[];
}

function sbomText(): string {
  return readFileSync(join(folder, `${project.name}-${project.version}.cdx.json`), "utf8");
}

test("the SBOM fits the schema of CycloneDX, which refuses a wrong one", async () => {
  const validator = new JsonStrictValidator(Spec.Version.v1dot6);
  expect(await validator.validate(sbomText())).toBeNull();
  expect(await validator.validate(sbomText().replace('"library"', '"libary"'))).not.toBeNull();
  const { serialNumber, metadata } = JSON.parse(sbomText()) as Sbom;
  expect(serialNumber).toMatch(
    /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  expect(metadata.timestamp).toBe("2026-05-04T10:15:30.000Z");
  expect(metadata.component.version).toBe(project.version);
});

test("every package that is compiled in is in the SBOM and in the notices, with its licence", async () => {
  const metafile = join(folder, ".modules.json");
  const bundle = await runProgram(
    [
      process.execPath,
      "build",
      "--target=bun",
      // As the executable is compiled: without it, modules stay in the bundle of which nothing is used.
      "--splitting",
      `--metafile=${metafile}`,
      `--outdir=${folder}/.out`,
      ...ENTRY_POINTS,
    ],
    { cwd: ROOT },
  );
  expect(bundle.code).toBe(0);
  const folders = [...packageFolders(readFileSync(metafile, "utf8")), "node_modules/swagger-ui-dist"];
  rmSync(metafile);
  rmSync(join(folder, ".out"), { recursive: true });
  expect(folders.length).toBeGreaterThan(Object.keys(project.dependencies).length);
  const { components } = JSON.parse(sbomText()) as Sbom;
  const listed = components.map(
    ({ group, name, version }) => `${group ? `${group}/` : ""}${name} ${version}`,
  );
  const notices = readFileSync(join(folder, "THIRD-PARTY-NOTICES.txt"), "utf8");
  for (const path of folders) {
    const { name, version } = (await Bun.file(join(ROOT, path, "package.json")).json()) as Record<
      string,
      string
    >;
    expect(listed).toContain(`${name} ${version}`);
    expect(notices).toContain(`\n${name} ${version} (`);
    const license = readdirSync(join(ROOT, path)).find((file) => /^licen[cs]e/i.test(file));
    if (license !== undefined)
      expect(notices).toContain(readFileSync(join(ROOT, path, license), "utf8").trim());
  }
});

test("Bun's runtime and the libraries that it links are in the SBOM and in the notices", () => {
  const { components } = JSON.parse(sbomText()) as Sbom;
  const runtime = components.find(({ name }) => name === "bun")!;
  expect(runtime.version).toBe(project.devDependencies.bun);
  const libraries = runtime.components!.map(({ name }) => name);
  expect(libraries).toContain("JavaScriptCore (WebKit)");
  expect(libraries).toContain("boringssl");
  expect(libraries.sort()).toEqual(
    runtimeLibraries()
      .map(({ name }) => name)
      .sort(),
  );
  const notices = readFileSync(join(folder, "THIRD-PARTY-NOTICES.txt"), "utf8");
  expect(notices).toContain("LGPL");
  for (const name of ["boringssl", "mimalloc", "simdutf"]) expect(notices).toContain(name);
});

test("a licence page of Bun without its table is refused", () => {
  expect(() => runtimeLibraries("Bun itself is MIT-licensed.")).toThrow("lists no linked libraries");
});

test("the platform of an executable is read from its header", () => {
  expect(platformOf(join(unpacked, "mlsvc"))).toEqual({
    processor: process.arch === "arm64" ? "arm64" : "x64",
    library: "glibc",
  });
  expect(() => platformOf(join(unpacked, "LICENSE"))).toThrow("no 64-bit little-endian ELF file");
});

test("files that are not committed are found, changed or new", async () => {
  const repository = mkdtempSync(join(tmpdir(), "mlsvc-repository-"));
  const git = async (...words: string[]) => {
    const identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"];
    expect(await runProgram(["git", "-C", repository, ...identity, ...words])).toMatchObject({ code: 0 });
  };
  try {
    await git("init", "-q");
    writeFileSync(join(repository, "a"), "1");
    await git("add", "a");
    await git("commit", "-q", "-m", "one");
    expect(await uncommittedChanges(repository)).toEqual([]);
    writeFileSync(join(repository, "a"), "2");
    writeFileSync(join(repository, "b"), "new");
    expect(await uncommittedChanges(repository)).toEqual([" M a", "?? b"]);
  } finally {
    rmSync(repository, { recursive: true, force: true });
  }
});

test.each([
  [["linux-riscv64"], 'unknown target "linux-riscv64"; the targets are linux-x64,'],
  [["--out", "x"], "Unknown option '--out'"],
])("bun run release %j is refused", async (args, message) => {
  const { code, stderr } = await runProgram([process.execPath, "scripts/release.ts", ...args], { cwd: ROOT });
  expect(stderr).toStartWith("release: ");
  expect(stderr).toContain(message);
  expect(code).toBe(2);
});

test("build.sh takes the targets of a release", () => {
  const usage = readFileSync(join(ROOT, "build.sh"), "utf8").match(/^# Usage: .\/build.sh \[(.*)\]$/m)![1]!;
  expect(usage.split(" | ")).toEqual([...TARGETS]);
});
