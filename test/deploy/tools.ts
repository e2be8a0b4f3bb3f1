import { join } from "node:path";

/** The root of the project. */
export const ROOT = join(import.meta.dir, "..", "..");

/**
 * Returns the path of a tool from outside package.json, or null after printing that the tests that need it are left out.
 * Continuous integration installs all of them (.ci/run).
 */
export function findTool(name: string, origin: string): string | null {
  const path = Bun.which(name);
  if (path === null)
    console.log(`no ${name} on this machine (${origin}): the tests that need it are left out`);
  return path;
}

/** Returns the content of a file of the project as text. */
export function readText(path: string): Promise<string> {
  return Bun.file(join(ROOT, path)).text();
}

/** Returns the parsed content of a YAML file of the project. */
export async function readYaml<T>(path: string): Promise<T> {
  return Bun.YAML.parse(await readText(path)) as T;
}
