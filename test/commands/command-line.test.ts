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
    options: [json, { name: "label", value: "COLUMN", meaning: "the label" }],
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

test("the table of commands is consistent: one command without a name, names and options that do not collide", () => {
  const names = COMMANDS.flatMap(({ name }) => name ?? []);
  expect(names.length).toBe(COMMANDS.length - 1);
  expect(new Set(names).size).toBe(names.length);
  for (const { options } of COMMANDS) for (const option of options) expect(names).not.toContain(option.name);
  for (const { name, options } of COMMANDS)
    if (name !== null) expect(options.map((option) => option.name)).toContain("json");
});
