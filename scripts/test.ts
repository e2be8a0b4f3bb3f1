/**
 * Runs tests on one PostgreSQL server: a new one of its own, or that of `TEST_DATABASE_URL`. Arguments go to `bun test`.
 * Without any, every test is run: those that mostly wait (for deadlines, restarts, the end of processes) beside the others.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { startPostgres } from "./embedded-postgres.ts";

const ROOT = join(import.meta.dir, "..");
/** Folders whose tests mostly wait. */
const WAITING = ["test/deploy", "test/faults"];

/** How many tests of a run passed and failed. */
interface Counts {
  readonly pass: number;
  readonly fail: number;
}

async function main(words: readonly string[]): Promise<number> {
  if (!existsSync(join(ROOT, "mlsvc"))) {
    const build = Bun.spawn(["./build.sh"], { cwd: ROOT, stdout: "inherit", stderr: "inherit" });
    if ((await build.exited) !== 0) return 1;
  }
  const given = process.env.TEST_DATABASE_URL;
  const server = given === undefined ? await startPostgres() : undefined;
  const url = given ?? server!.url;
  try {
    return words.length > 0 ? await start(words, url, "inherit").exited : await runAll(url);
  } finally {
    await server?.stop();
  }
}

/** Runs every test in two groups at the same time and prints the sum of their counts; returns the exit code. */
async function runAll(url: string): Promise<number> {
  const groups = [othersThan(WAITING), WAITING].map((paths) => {
    const child = start(paths, url, "pipe");
    return { child, output: Promise.all([textOf(child.stdout), textOf(child.stderr)]) };
  });
  const counts: Counts[] = [];
  let code = 0;
  for (const { child, output } of groups) {
    const [stdout, stderr] = await output;
    process.stdout.write(stdout);
    process.stderr.write(stderr);
    counts.push(countsIn(stderr));
    code ||= await child.exited;
  }
  const sum = (name: keyof Counts) => counts.reduce((total, count) => total + count[name], 0);
  console.error(`\nAll groups together:\n ${sum("pass")} pass\n ${sum("fail")} fail`);
  return code;
}

/** The files and folders of `test/` that hold tests, without `folders`. */
function othersThan(folders: readonly string[]): string[] {
  return readdirSync(join(ROOT, "test"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || entry.name.endsWith(".test.ts"))
    .map(({ name }) => `test/${name}`)
    .filter((path) => !folders.includes(path));
}

function start<O extends "inherit" | "pipe">(words: readonly string[], url: string, output: O) {
  return Bun.spawn([process.execPath, "test", "--timeout", "30000", ...words], {
    cwd: ROOT,
    stdout: output,
    stderr: output,
    env: { ...process.env, TEST_DATABASE_URL: url },
  });
}

function textOf(stream: ReadableStream): Promise<string> {
  return new Response(stream).text();
}

/** Reads the runner's own counts. Throws when it printed none. */
function countsIn(report: string): Counts {
  const count = (word: string) => Number(report.match(new RegExp(`^ *(\\d+) ${word}$`, "m"))?.[1]);
  const counts = { pass: count("pass"), fail: count("fail") };
  if (Number.isNaN(counts.pass + counts.fail)) throw new Error("a run of tests ended without its counts");
  return counts;
}

process.exit(await main(process.argv.slice(2)));
