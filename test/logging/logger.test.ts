import { expect, test } from "bun:test";
import { join } from "node:path";

/** Returns the lines that `code` writes with a logger of `level`. It runs in a separate process, as they go to standard output. */
async function linesOf(level: string, code: string): Promise<string[]> {
  const logger = join(import.meta.dir, "..", "..", "src", "logging", "logger.ts");
  const program = `import { createLogger } from ${JSON.stringify(logger)};
    const logger = createLogger(${JSON.stringify(level)}); ${code}`;
  const child = Bun.spawn([process.execPath, "-e", program], { stdout: "pipe", stderr: "inherit" });
  return (await new Response(child.stdout).text()).split("\n");
}

/** Returns a line without the time, the only difference between two lines. */
const timeless = (line: string) => line.replace(/"time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"/, "");

const FIELDS = [
  { request_id: "abc", method: "POST", route: "/api/predict", status: 200, ms: 0.312, run_id: 7, rows: 1 },
  { model: 'a "quoted" \\\\ model', reason: "ü – 😀\n\t", nothing: undefined, empty: "" },
  { reason: "x".repeat(300), number: 1e-7, truth: true, none: null, list: [1, { a: "b" }] },
];

test("a line of `lines` is the line that pino writes", async () => {
  for (const fields of FIELDS) {
    for (const level of ["info", "warn"]) {
      const text = JSON.stringify(fields);
      const [direct, ofPino] = await linesOf(
        "info",
        `logger.lines("request", [{ level: "${level}", fields: ${text} }]); logger.${level}(${text}, "request");`,
      );
      expect(timeless(direct!)).toBe(timeless(ofPino!));
      expect(JSON.parse(direct!)).toMatchObject({ level, service: "mlsvc", ...JSON.parse(text) });
    }
  }
});

test("lines are written in order, except those below the level", async () => {
  const lines = await linesOf(
    "warn",
    'logger.lines("x", [1, 2, 3].map((a) => ({ level: a === 1 ? "info" : "warn", fields: { a } })));',
  );
  expect(lines.map((line) => /"a":\d/.exec(line)?.[0])).toEqual(['"a":2', '"a":3', undefined]);
});

test("a log writes the lines at its level and above, and none when it is silent", async () => {
  const all = ["debug", "info", "warn", "error", "fatal"];
  for (const [level, first] of [
    ["debug", 0],
    ["info", 1],
    ["warn", 2],
    ["error", 3],
    ["silent", 5],
  ] as const) {
    const calls = all.map((name) => `logger.${name}({ a: 1 }, "x");`).join("");
    const many =
      'logger.lines("y", ["debug", "info", "warn"].map((level) => ({ level, fields: { a: 1 } })));';
    const lines = (await linesOf(level, calls + many)).filter((line) => line !== "");
    const written = lines.map((line) => JSON.parse(line)).map(({ msg, level }) => `${msg} ${level}`);
    const expected = [
      ...all.map((name) => `x ${name}`).slice(first),
      ...["y debug", "y info", "y warn"].slice(first),
    ];
    expect([level, written]).toEqual([level, expected]);
  }
});
