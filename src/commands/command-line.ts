import { parseArgs } from "node:util";
import { UsageError } from "../errors.ts";
import { nearestName } from "../learn/core/nearest-name.ts";
import {
  type Command,
  type Invocation,
  JSON_VALUE,
  type Option,
  type OptionValue,
  usageOf,
} from "./command.ts";

/** A command with what it is given. */
interface CommandLine {
  readonly command: Command;
  readonly invocation: Invocation;
}

/** A part of a command line, as `parseArgs` returns it. */
type Token = NonNullable<ReturnType<typeof tokensOf>>[number];

/**
 * Reads a command line: at most one command of `table`, its arguments and its options, in any order. `--help` wins over any
 * other command. Throws `UsageError`: one line that says what is wrong and what to write instead.
 */
export function readCommandLine(args: readonly string[], table: readonly Command[]): CommandLine {
  const commands = withoutOptionsOf(args, table);
  const named: Command[] = [];
  const values: string[] = [];
  const options: Record<string, OptionValue> = {};
  for (const token of tokensOf(args, commands)) {
    if (token.kind === "positional") values.push(token.value);
    if (token.kind !== "option") continue;
    const command = commands.find(({ name }) => name === token.name);
    if (command === undefined) addOption(options, token, commands);
    else {
      named.push(command);
      // `--inspect=42` means the same as `--inspect 42`.
      if (token.value !== undefined) values.unshift(token.value);
    }
  }
  const help = named.find(({ name }) => name === "help");
  if (help !== undefined) return { command: help, invocation: { arguments: [], options } };
  const [command = commands.find(({ name }) => name === null)!, second] = new Set(named);
  if (second !== undefined)
    throw new UsageError(`--${command.name} and --${second.name} are two commands; give one of them`);
  checkOptions(command, options);
  checkArguments(command, values, commands);
  return { command, invocation: { arguments: values, options } };
}

/**
 * Returns the commands without those that are meant as options: in `--evaluate … --report FILE`, `--report` is an option of
 * `--evaluate`, although there is a command of that name.
 */
function withoutOptionsOf(args: readonly string[], table: readonly Command[]): readonly Command[] {
  const end = args.indexOf("--");
  const words = (end < 0 ? args : args.slice(0, end)).map((word) => word.split("=", 1)[0]);
  const options = table
    .filter(({ name }) => name !== null && words.includes(`--${name}`))
    .flatMap((command) => command.options.map(({ name }) => name));
  return table.filter(({ name }) => name === null || !options.includes(name));
}

function tokensOf(args: readonly string[], commands: readonly Command[]) {
  const options = [
    ...commands.flatMap(({ name, short }) =>
      name === null
        ? []
        : [[name, { type: "boolean" as const, ...(short === undefined ? {} : { short }) }] as const],
    ),
    ...allOptions(commands).map(
      ({ name, value }) =>
        [name, { type: value === undefined ? ("boolean" as const) : ("string" as const) }] as const,
    ),
  ];
  return parseArgs({
    args: [...args],
    options: Object.fromEntries(options),
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens;
}

function allOptions(commands: readonly Command[]): Option[] {
  return commands
    .flatMap(({ options }) => options)
    .filter((option) => !commands.some(({ name }) => name === option.name));
}

/** Adds an option to those that were given. Throws `UsageError` for one that is given again, although it is not repeatable. */
function addOption(
  options: Record<string, OptionValue>,
  token: Token & { kind: "option" },
  commands: readonly Command[],
): void {
  const { name } = token;
  const value = readValue(token, commands);
  const before = options[name];
  const isRepeatable = allOptions(commands).find((option) => option.name === name)?.isRepeatable === true;
  if (isRepeatable) options[name] = [...((before as readonly string[]) ?? []), value as string];
  else if (before === undefined || before === true) options[name] = value;
  else throw new UsageError(`--${name} is given twice`);
}

/** Returns the value of an option. Throws `UsageError` for one that no command has, or whose value is missing or superfluous. */
function readValue(token: Token & { kind: "option" }, commands: readonly Command[]): string | true {
  const option = allOptions(commands).find(({ name }) => name === token.name);
  if (option === undefined) throw new UsageError(unknownOption(token.rawName, commands));
  if (option.value === undefined) {
    if (token.value === undefined) return true;
    throw new UsageError(`${token.rawName} takes no value`);
  }
  const isMissing =
    token.value === undefined || (!token.inlineValue && token.value.startsWith("-") && token.value !== "-");
  if (isMissing) throw new UsageError(`${token.rawName} needs a value: ${token.rawName} ${option.value}`);
  if (option.value === JSON_VALUE) checkJson(token.rawName, token.value!);
  return token.value!;
}

/** Throws `UsageError` unless `text` is JSON. It says what a shell does to JSON that is not in single quotes. */
function checkJson(option: string, text: string): void {
  try {
    JSON.parse(text);
  } catch {
    const given = JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text);
    const hint = text.includes('"')
      ? "names and texts must be in double quotes"
      : "the shell takes double quotes away, and divides what is not quoted: put the JSON in single quotes";
    throw new UsageError(`${option} is not JSON: ${given}; ${hint}, as in ${option} '{"C": 0.5}'`);
  }
}

function unknownOption(written: string, commands: readonly Command[]): string {
  return `unknown option ${JSON.stringify(written)}; ${suggestion(written, commands)}`;
}

/** Returns what was probably meant by `written`, with or without dashes. */
function suggestion(written: string, commands: readonly Command[]): string {
  const names = [...commands, ...allOptions(commands)].flatMap(({ name }) => name ?? []);
  const nearest = nearestName(written.replace(/^-+/, ""), names);
  return nearest === undefined ? "see --help" : `did you mean --${nearest}?`;
}

function checkOptions(command: Command, given: Invocation["options"]): void {
  for (const name of Object.keys(given)) {
    if (command.options.some((option) => option.name === name)) continue;
    throw new UsageError(
      command.name === null
        ? `--${name} belongs to a command; see --help`
        : `--${command.name} has no option --${name}; see --help`,
    );
  }
}

function checkArguments(command: Command, values: readonly string[], commands: readonly Command[]): void {
  const wanted = command.arguments.length;
  if (values.length > wanted) {
    const surplus = values[wanted]!;
    const next = command.name === null ? suggestion(surplus, commands) : "see --help";
    throw new UsageError(`unexpected ${JSON.stringify(surplus)}; ${next}`);
  }
  if (values.length < wanted)
    throw new UsageError(`${command.arguments[values.length]} is missing: ${usageOf(command)}`);
}
