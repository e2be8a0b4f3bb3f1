import { describe, expect, test } from "bun:test";
import type { Command } from "../../src/commands/command.ts";
import { readCommandLine } from "../../src/commands/command-line.ts";
import { COMMANDS } from "../../src/commands/commands.ts";
import { UsageError } from "../../src/errors.ts";

const json = { name: "json", meaning: "print one JSON object" };
const command = (name: string | null, rest: Partial<Command> = {}): Command => ({
  name,
  arguments: [],
  meaning: "",
  options: [],
  run: async () => 0,
  ...rest,
});
/** A table with every kind of command and option. */
const TABLE: readonly Command[] = [
  command(null),
  command("reconcile", { options: [json] }),
  command("inspect", { arguments: ["RUN_ID"], options: [json] }),
  command("measure", {
    arguments: ["MODEL", "FILE"],
    options: [
      json,
      { name: "label", value: "COLUMN", meaning: "the label" },
      { name: "drop", value: "COLUMN", isRepeatable: true, meaning: "columns to drop" },
      { name: "values", value: "JSON", meaning: "values" },
      { name: "inspect", value: "FILE", meaning: "a file, although there is a command of this name" },
    ],
  }),
  command("help", { short: "h", options: [json] }),
];

/** Returns the name of the command, its arguments and its options. */
function read(...args: string[]): unknown[] {
  const { command, invocation } = readCommandLine(args, TABLE);
  return [command.name, ...invocation.arguments, invocation.options];
}

/** Returns the message of a refusal. */
function refusal(...args: string[]): string {
  try {
    readCommandLine(args, TABLE);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
  throw new Error(`${args.join(" ")} was read`);
}

test("without arguments, the service is meant", () => {
  expect(read()).toEqual([null, {}]);
});

test("arguments and options may come in any order", () => {
  const inspected = ["inspect", "42", { json: true }];
  expect(read("--inspect", "42", "--json")).toEqual(inspected);
  expect(read("--inspect", "--json", "42")).toEqual(inspected);
  expect(read("--json", "--inspect", "42")).toEqual(inspected);
  expect(read("42", "--json", "--inspect")).toEqual(inspected);
  expect(read("--inspect=42", "--json")).toEqual(inspected);
  const measured = ["measure", "iris", "rows.csv", { label: "kind" }];
  expect(read("--measure", "iris", "rows.csv", "--label", "kind")).toEqual(measured);
  expect(read("--label=kind", "--measure=iris", "rows.csv")).toEqual(measured);
  expect(read("--measure", "iris", "--label=-1", "--", "--odd")).toEqual([
    "measure",
    "iris",
    "--odd",
    { label: "-1" },
  ]);
});

test("help wins over any other command, and a command may be named twice", () => {
  expect(read("--inspect", "--help")).toEqual(["help", {}]);
  expect(read("-h", "--json")).toEqual(["help", { json: true }]);
  expect(read("--reconcile", "--reconcile")).toEqual(["reconcile", {}]);
});

describe("a mistake is refused, with what to write instead:", () => {
  const CASES: [string[], string][] = [
    [["--reconcil"], 'unknown option "--reconcil"; did you mean --reconcile?'],
    [["--Inspect", "4"], 'unknown option "--Inspect"; did you mean --inspect?'],
    [["--jsn", "--reconcile"], 'unknown option "--jsn"; did you mean --json?'],
    [["--nothing-like-it"], 'unknown option "--nothing-like-it"; see --help'],
    [["-x"], 'unknown option "-x"; see --help'],
    [["reconcile"], 'unexpected "reconcile"; did you mean --reconcile?'],
    [["nothing-like-it"], 'unexpected "nothing-like-it"; see --help'],
    [["--reconcile", "more"], 'unexpected "more"; see --help'],
    [["--inspect", "1", "2"], 'unexpected "2"; see --help'],
    [["--inspect"], "RUN_ID is missing: mlsvc --inspect RUN_ID"],
    [["--measure", "iris"], "FILE is missing: mlsvc --measure MODEL FILE"],
    [["--inspect", "1", "--reconcile"], "--inspect and --reconcile are two commands; give one of them"],
    [["--reconcile", "--label", "x"], "--reconcile has no option --label; see --help"],
    [["--json"], "--json belongs to a command; see --help"],
    [["--reconcile", "--json=yes"], "--json takes no value"],
    [["--measure", "a", "b", "--label"], "--label needs a value: --label COLUMN"],
    [["--measure", "a", "b", "--label", "--json"], "--label needs a value: --label COLUMN"],
  ];
  test.each(CASES)("%j", (args, message) => {
    expect(refusal(...args)).toBe(message);
  });
});

test("the table of commands is consistent: one command without a name, and one option that has the name of a command", () => {
  const names = COMMANDS.flatMap(({ name }) => name ?? []);
  expect(names.length).toBe(COMMANDS.length - 1);
  expect(new Set(names).size).toBe(names.length);
  const options = COMMANDS.flatMap((each) => each.options.map((option) => option.name));
  expect(options.filter((option) => names.includes(option))).toEqual(["report"]);
  for (const { name, options } of COMMANDS)
    if (name !== null) expect(options.map((option) => option.name)).toContain("json");
});

test("an option that may be repeated has a list of values; no other may be given twice", () => {
  const rows = ["--measure", "iris", "rows.csv"];
  expect(read(...rows, "--drop", "a", "--drop=b")).toEqual([
    "measure",
    "iris",
    "rows.csv",
    { drop: ["a", "b"] },
  ]);
  expect(refusal(...rows, "--label", "a", "--label", "b")).toBe("--label is given twice");
  expect(read(...rows, "--json", "--json")).toEqual(["measure", "iris", "rows.csv", { json: true }]);
});

test("a name that is a command and an option of another one is what the rest of the line makes of it", () => {
  expect(read("--inspect", "42")).toEqual(["inspect", "42", {}]);
  const measured = ["measure", "iris", "rows.csv", { inspect: "42" }];
  expect(read("--measure", "iris", "rows.csv", "--inspect", "42")).toEqual(measured);
  expect(read("--inspect=42", "--measure", "iris", "rows.csv")).toEqual(measured);
  expect(refusal("--measure", "iris", "rows.csv", "--inspect")).toBe(
    "--inspect needs a value: --inspect FILE",
  );
});

test("JSON that is none is refused before anything else, with what shells do to it", () => {
  const rows = ["--measure", "iris", "rows.csv"];
  expect(read(...rows, "--values", '{"C": 1}')).toEqual([
    "measure",
    "iris",
    "rows.csv",
    { values: '{"C": 1}' },
  ]);
  const quotes =
    "the shell takes double quotes away, and divides what is not quoted: put the JSON in single quotes, as in --values '{\"C\": 0.5}'";
  expect(refusal(...rows, "--values", "{C:", "1}")).toBe(`--values is not JSON: "{C:"; ${quotes}`);
  expect(refusal(...rows, "--values", "C:1", "D:2")).toBe(`--values is not JSON: "C:1"; ${quotes}`);
  expect(refusal(...rows, "--values", `{"C": 1,}`)).toStartWith(
    `--values is not JSON: "{\\"C\\": 1,}"; names and texts`,
  );
});
