/** An option of commands, besides the one that names the command. */
export interface Option {
  /** Its name without the dashes: `json`. */
  readonly name: string;
  /** The name of its value, in capitals; undefined for an option without a value. */
  readonly value?: string;
  /** Whether it may be given more than once; its values are then a list. */
  readonly isRepeatable?: true;
  readonly meaning: string;
}

/** The name of the value of an option that takes JSON. */
export const JSON_VALUE = "JSON";

/** The value of an option that was given: `true` for one without a value. */
export type OptionValue = string | true | readonly string[];

/** What a command is given. */
export interface Invocation {
  /** As many as the command has arguments. */
  readonly arguments: readonly string[];
  /** The value of each option that was given. */
  readonly options: Readonly<Record<string, OptionValue>>;
}

/** A command of the executable. */
export interface Command {
  /** The option that names it, without the dashes: `reconcile`; null for the command without one, which serves. */
  readonly name: string | null;
  /** A letter that names it too. */
  readonly short?: string;
  /** The names of its arguments, in capitals. */
  readonly arguments: readonly string[];
  /** What it does, for `--help`. */
  readonly meaning: string;
  readonly options: readonly Option[];
  /** Returns the exit code. Throws `UsageError` for arguments or settings that cannot be used. */
  readonly run: (invocation: Invocation) => Promise<number>;
}

/** Returns how a command is written: `mlsvc --inspect RUN_ID`. */
export function usageOf({ name, arguments: names }: Command): string {
  return ["mlsvc", ...(name === null ? [] : [`--${name}`]), ...names].join(" ");
}
