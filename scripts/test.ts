/**
 * Runs tests with a PostgreSQL server: the one at `TEST_DATABASE_URL`, or a temporary one. The arguments are passed to
 * `bun test`. Without arguments, all tests are run; two groups run in parallel, which take about the same time.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { startPostgres } from "./embedded-postgres.ts";

const ROOT = join(import.meta.dir, "..");
/** The folders of the second group: their tests spend much of their time waiting for deadlines, restarts and other programs. */
const WAITING = ["test/deploy", "test/faults", "test/hostile", "test/openapi", "test/spring-boot"];

/** The number of tests that passed and that failed. */
interface Counts {
  readonly pass: number;
  readonly fail: number;
}

/** Runs `bun test` with these arguments, or all tests if there are none. Returns the exit code. */
async function main(args: readonly string[]): Promise<number> {
  if (!existsSync(join(ROOT, "mlsvc"))) {
    const build = Bun.spawn(["./build.sh"], { cwd: ROOT, stdout: "inherit", stderr: "inherit" });
    if ((await build.exited) !== 0) return 1;
  }
  const given = process.env.TEST_DATABASE_URL;
  const server = given === undefined ? await startPostgres() : undefined;
  const url = given ?? server!.url;
  try {
    return args.length > 0 ? await start(args, url, "inherit").exited : await runAll(url);
  } finally {
    await server?.stop();
  }
}

/** Runs all tests in two groups at the same time and prints the sums of their counts. Returns the exit code. */
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

/** Returns the folders and test files in `test/`, except `folders`. */
function othersThan(folders: readonly string[]): string[] {
  return readdirSync(join(ROOT, "test"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || entry.name.endsWith(".test.ts"))
    .map(({ name }) => `test/${name}`)
    .filter((path) => !folders.includes(path));
}

function start<O extends "inherit" | "pipe">(args: readonly string[], url: string, output: O) {
  return Bun.spawn([process.execPath, "test", "--timeout", "30000", ...args], {
    cwd: ROOT,
    stdout: output,
    stderr: output,
    env: { ...process.env, TEST_DATABASE_URL: url },
  });
}

function textOf(stream: ReadableStream): Promise<string> {
  return new Response(stream).text();
}

/** Returns the counts that the test runner printed. Throws an error if there are none. */
function countsIn(report: string): Counts {
  const count = (result: string) => Number(report.match(new RegExp(`^ *(\\d+) ${result}$`, "m"))?.[1]);
  const counts = { pass: count("pass"), fail: count("fail") };
  if (Number.isNaN(counts.pass + counts.fail))
    throw new Error("the test runner ended without printing how many tests passed and failed");
  return counts;
}

process.exit(await main(process.argv.slice(2)));
