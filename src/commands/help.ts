import { FLAG_SETTINGS, NUMBER_SETTINGS, TEXT_SETTINGS } from "../config/config.ts";
import { print } from "../logging/console.ts";
import { VERSION } from "../version.ts";
import { type Command, type Option, usageOf } from "./command.ts";
import { alignColumns } from "./terminal/columns.ts";
import { printJson } from "./terminal/output.ts";
import { terminalOf } from "./terminal/terminal.ts";

const PURPOSE = "trains and serves models beside a Spring Boot application";

/** The meaning of each exit code. */
const EXIT_CODES = { 0: "success", 1: "failure", 2: "wrong usage or configuration" };

/** `--help`: prints the commands, their options and the settings. Returns the exit code. */
export function help(commands: readonly Command[], isJson: boolean): number {
  if (isJson) printJson(describe(commands));
  else print(helpText(commands));
  return 0;
}

function helpText(commands: readonly Command[]): string {
  const terminal = terminalOf(process.stdout);
  const rows = {
    Commands: commands.map((command) => [usageOf(command), command.meaning]),
    Options: optionsOf(commands).map(([option, names]) => [
      ["--", option.name, option.value === undefined ? "" : ` ${option.value}`].join(""),
      `${option.meaning} (with ${names})`,
    ]),
    Settings: [
      ...Object.values(TEXT_SETTINGS),
      ...Object.values(NUMBER_SETTINGS),
      ...Object.values(FLAG_SETTINGS),
    ].map(({ variable, meaning, fallback }) => [
      variable,
      fallback === null ? meaning : `${meaning} (${fallback})`,
    ]),
    "Exit codes": Object.entries(EXIT_CODES).map(([code, meaning]) => [code, meaning]),
  };
  const notes: Partial<Record<string, string>> = {
    Settings: ", from the environment or a file .env in the working directory",
  };
  const wrap = (text: string) => alignColumns([[text]], terminal.width);
  const sections = Object.entries(rows).map(([title, section]) => {
    const styled = section.map(([name, meaning]) => [terminal.style("green", name!), meaning!]);
    const heading = wrap(`${terminal.style("bold", title)}${notes[title] ?? ""}`);
    return `${heading}\n${alignColumns(styled, terminal.width, 2)}`;
  });
  return [wrap(`${terminal.style("bold", `mlsvc ${VERSION}`)}: ${PURPOSE}`), ...sections].join("\n\n");
}

/** Returns each option once, with the commands that have it. */
function optionsOf(commands: readonly Command[]): [Option, string][] {
  const options = new Map(
    commands.flatMap((command) => command.options.map((option) => [option.name, option])),
  );
  return [...options.values()].map((option) => {
    const having = commands.filter((command) => command.options.some(({ name }) => name === option.name));
    const isEvery = having.length === commands.filter(({ name }) => name !== null).length;
    return [option, isEvery ? "every command" : having.map(({ name }) => `--${name}`).join(", ")];
  });
}

function describe(commands: readonly Command[]): object {
  return {
    version: VERSION,
    commands: commands.map((command) => ({
      usage: usageOf(command),
      name: command.name === null ? null : `--${command.name}`,
      arguments: command.arguments,
      meaning: command.meaning,
      options: command.options.map(({ name, value = null, meaning }) => ({
        name: `--${name}`,
        value,
        meaning,
      })),
    })),
    settings: [
      ...Object.values(TEXT_SETTINGS).map(({ variable, fallback, meaning }) => ({
        variable,
        default: fallback,
        meaning,
      })),
      ...Object.values(NUMBER_SETTINGS).map(({ variable, fallback, minimum, maximum, meaning }) => ({
        variable,
        default: fallback,
        minimum,
        maximum,
        meaning,
      })),
      ...Object.values(FLAG_SETTINGS).map(({ variable, fallback, meaning }) => ({
        variable,
        default: fallback,
        meaning,
      })),
    ],
    exit_codes: EXIT_CODES,
  };
}
