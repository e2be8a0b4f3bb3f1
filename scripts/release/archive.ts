/** Writes the archive of one platform. */
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A file of an archive: its name, its content or where that is, and whether it can be executed. */
export interface ArchivedFile {
  readonly name: string;
  readonly from: { readonly path: string } | { readonly text: string };
  readonly executable: boolean;
}

/**
 * Writes `NAME.tar.gz` into `folder`, with `files` in a folder `name`, all with the time `date`. The same files give the
 * same bytes. Needs GNU tar and gzip; throws an error with their output if they fail. Returns the name of the archive.
 */
export async function writeArchive(
  folder: string,
  name: string,
  files: readonly ArchivedFile[],
  date: Date,
): Promise<string> {
  const staging = join(folder, name);
  mkdirSync(staging, { recursive: true });
  try {
    for (const { name: file, from } of files) {
      const path = join(staging, file);
      if ("path" in from) copyFileSync(from.path, path);
      else writeFileSync(path, from.text);
    }
    const executable = files.filter((file) => file.executable).map((file) => join(name, file.name));
    const others = files.filter((file) => !file.executable).map((file) => join(name, file.name));
    const common = `tar --format=ustar --mtime='${date.toISOString()}' --owner=0 --group=0 --numeric-owner`;
    const tar = `${name}.tar`;
    await run(
      folder,
      `${common} --mode=0755 -cf '${tar}' ${quoted(executable)} && ` +
        `${common} --mode=0644 -rf '${tar}' ${quoted(others)} && gzip --no-name --force '${tar}'`,
    );
    return `${tar}.gz`;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

function quoted(paths: readonly string[]): string {
  return paths.map((path) => `'${path}'`).join(" ");
}

async function run(folder: string, command: string): Promise<void> {
  const child = Bun.spawn(["sh", "-c", command], { cwd: folder, stdout: "ignore", stderr: "pipe" });
  const output = await new Response(child.stderr).text();
  if ((await child.exited) !== 0) throw new Error(`${command} failed: ${output}`);
}
