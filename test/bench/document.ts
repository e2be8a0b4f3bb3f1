import { cpus, release, totalmem } from "node:os";
import { join } from "node:path";
import { VERSION } from "../../src/version.ts";

const DOCS = join(import.meta.dir, "..", "..", "docs");
const PERFORMANCE = join(DOCS, "performance.md");
/** The chart in the README. */
export const PERFORMANCE_CHART = join(DOCS, "performance.svg");

/** Replaces the section of `docs/performance.md` that a command writes by `text`. */
export async function replaceSection(command: string, text: string): Promise<void> {
  await Bun.write(PERFORMANCE, withSection(await Bun.file(PERFORMANCE).text(), command, text));
}

/** Returns `document` with `text` between the two markers of a command. Throws if they are missing. */
export function withSection(document: string, command: string, text: string): string {
  const start = `<!-- written by \`bun run ${command} --write\` -->`;
  const end = `<!-- end of ${command} -->`;
  const [from, to] = [document.indexOf(start), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the page lacks ${start} or ${end}`);
  return `${document.slice(0, from)}${start}\n\n${text.trim()}\n\n${document.slice(to)}`;
}

/** Returns a description of this machine, with the date, to accompany the figures. */
export function machine(): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const day = new Date().toISOString().slice(0, 10);
  return `${processors.length} cores (${processors[0]!.model.trim()}), ${memory} GiB, Linux ${release()}, mlsvc ${VERSION}, Bun ${Bun.version}, ${day}`;
}
