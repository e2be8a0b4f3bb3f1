/** The npm packages whose code is compiled into the executable, with their licences. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import project from "../../package.json" with { type: "json" };

const ROOT = join(import.meta.dir, "..", "..");

/** A package whose code is compiled into the executable. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly description: string | undefined;
  /** The SPDX expression of its licence. */
  readonly license: string;
  /** Its licence files and notices: names and contents. At least one, unless the licence asks for none. */
  readonly texts: readonly { readonly file: string; readonly text: string }[];
  /** SHA-512 of its archive in the registry, in hexadecimal. */
  readonly sha512: string;
  /** Names of the bundled packages that it depends on. */
  readonly dependencies: readonly string[];
}

/** The members of a package's package.json that are read here. */
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** The licences that executables may contain, and whether their text has to be passed on. */
const LICENSES: Readonly<Record<string, { readonly needsText: boolean }>> = {
  MIT: { needsText: true },
  ISC: { needsText: true },
  "Apache-2.0": { needsText: true },
  "BSD-2-Clause": { needsText: true },
  "BSD-3-Clause": { needsText: true },
  // A dedication to the public domain.
  Unlicense: { needsText: false },
};

/**
 * Returns the packages whose modules are in `metafile`, which the compiler wrote, and the direct dependencies: files of
 * swagger-ui-dist are embedded by a macro, which the compiler does not list. Sorted by name. Throws an error about a licence
 * that is not known here or has no text, and about two versions of one package.
 */
export function bundledPackages(metafile: string): BundledPackage[] {
  const folders = new Set([...packageFolders(metafile), ...Object.keys(project.dependencies).map(folderOf)]);
  const manifests = [...folders].map((folder) => ({ folder, manifest: readManifest(folder) }));
  const names = new Set(manifests.map(({ manifest }) => manifest.name));
  const integrity = lockedIntegrity();
  return manifests
    .map(({ folder, manifest }) => {
      const { name, version, description, license = "none" } = manifest;
      const texts = licenseTexts(folder);
      const known = LICENSES[license];
      if (known === undefined) throw new Error(`${name} ${version}: the licence "${license}" is not allowed`);
      if (known.needsText && texts.length === 0) throw new Error(`${name} ${version} has no licence text`);
      const sha512 = integrity.get(`${name}@${version}`);
      if (sha512 === undefined) throw new Error(`${name} ${version} is not in bun.lock`);
      const dependencies = Object.keys(manifest.dependencies ?? {}).filter((other) => names.has(other));
      return { name, version, description, license, texts, sha512, dependencies };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Returns the folders of the packages whose modules are in the compiler's list, relative to the root. */
export function packageFolders(metafile: string): Set<string> {
  const { inputs } = JSON.parse(metafile) as { inputs: Record<string, unknown> };
  const folders = Object.keys(inputs).flatMap(
    (path) => path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0] ?? [],
  );
  return new Set(folders);
}

function folderOf(name: string): string {
  return `node_modules/${name}`;
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8")) as Manifest;
}

/** Returns the licence files and notices of a package. */
function licenseTexts(folder: string): { file: string; text: string }[] {
  const path = join(ROOT, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file) || /\.licen[cs]e\.txt$/i.test(file))
    .sort()
    .map((file) => ({ file, text: readFileSync(join(path, file), "utf8") }));
}

/** Returns the SHA-512 of the archive of each package in bun.lock, by `name@version`. */
function lockedIntegrity(): Map<string, string> {
  const lock = Bun.JSONC.parse(readFileSync(join(ROOT, "bun.lock"), "utf8")) as {
    packages: Record<string, readonly unknown[]>;
  };
  const entries = Object.values(lock.packages).flatMap((entry) => {
    const hash = entry.find((part) => typeof part === "string" && part.startsWith("sha512-")) as
      | string
      | undefined;
    if (hash === undefined) return [];
    return [
      [entry[0] as string, Buffer.from(hash.slice("sha512-".length), "base64").toString("hex")] as const,
    ];
  });
  return new Map(entries);
}
