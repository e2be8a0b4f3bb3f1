/*
 * Describes parameter schemas in words. All messages about parameters are derived from the schemas, so that no range is written twice.
 */

/** The parts of a valibot schema that determine which values it accepts. */
interface Schema {
  readonly type: string;
  readonly expects?: string | null;
  readonly wrapped?: Schema;
  readonly options?: readonly unknown[];
  readonly literal?: unknown;
  readonly item?: Schema;
  readonly items?: readonly Schema[];
  readonly value?: Schema;
  readonly entries?: Readonly<Record<string, Schema>>;
  /** The schema itself, followed by the actions on its value, in order. */
  readonly pipe?: readonly Action[];
}

/** A check or a note in the pipe of a schema. */
interface Action {
  readonly kind: string;
  readonly type: string;
  readonly requirement?: unknown;
  readonly description?: string;
  readonly expects?: string | null;
}

/**
 * Returns a description of the values that `schema` accepts, to follow "must be": `a whole number from 1 to 100000
 * or null`.
 */
export function describeAllowed(schema: unknown): string {
  return alternatives([...new Set(wordsOf(schema as Schema))]);
}

/**
 * Returns the end of a message about a value that raised this issue: the message of the schema's own check if it
 * has one, otherwise `must be ` and a description of the values that the schema accepts.
 */
export function requirementMessage(schema: unknown, { message }: { readonly message: string }): string {
  // valibot's own messages begin with "Invalid".
  return message.startsWith("Invalid ") ? `must be ${describeAllowed(schema)}` : message;
}

/** Returns the sentence that says what a parameter means, or undefined if the entry has none. */
export function meaningOf(entry: unknown): string | undefined {
  return descriptionOf(entry as Schema);
}

function descriptionOf({ pipe = [] }: Schema): string | undefined {
  return pipe.slice(1).findLast(({ type }) => type === "description")?.description;
}

/**
 * Returns the alternatives for a value. If a schema has a description (`v.description`), that is the only one; the
 * description of a whole entry says what the parameter means and is not used here. Kinds of schema that are not
 * listed here are described by valibot's names of their type and conditions.
 */
function wordsOf(schema: Schema): string[] {
  if (schema.type === "optional") return wordsOf(schema.wrapped!);
  const described = descriptionOf(schema);
  if (described !== undefined) return [described];
  const actions = (schema.pipe ?? []).slice(1);
  switch (schema.type) {
    case "exact_optional":
    case "undefinedable":
    case "non_optional":
    case "non_nullable":
      return wordsOf(schema.wrapped!);
    case "nullable":
    case "nullish":
      return [...wordsOf(schema.wrapped!), "null"];
    case "union":
    case "variant":
      return (schema.options as readonly Schema[]).flatMap(wordsOf);
    case "picklist":
    case "enum":
      return schema.options!.map(shown);
    case "literal":
      return [shown(schema.literal)];
    case "null":
      return ["null"];
    case "boolean":
      return ["true", "false"];
    case "number":
      return [numberRange(actions)];
    case "string":
      return [`a string${others(actions)}`];
    case "array":
      return [`a list${lengthOf(actions)}, each entry ${describeAllowed(schema.item)}`];
    case "tuple":
      return [`a list of ${schema.items!.length} entries: ${schema.items!.map(describeAllowed).join("; ")}`];
    case "record":
      return [`an object of name: value, each value ${describeAllowed(schema.value)}`];
    case "object":
      return [`an object of ${Object.keys(schema.entries ?? {}).join(", ")}`];
    default:
      return [`${schema.expects ?? schema.type}${others(actions)}`];
  }
}

function numberRange(actions: readonly Action[]): string {
  const requirement = (type: string) =>
    actions.find((action) => action.type === type)?.requirement as number | undefined;
  const ends: Ends = {
    least: finiteOrNone(requirement("min_value")),
    above: requirement("gt_value"),
    most: finiteOrNone(requirement("max_value")),
    below: requirement("lt_value"),
  };
  const isWhole = actions.some(({ type }) => type === "integer" || type === "safe_integer");
  if (!isWhole) return numberWords(ends) + others(actions, NUMBER_ACTIONS);
  const least = ends.least ?? (ends.above === undefined ? Number.NEGATIVE_INFINITY : ends.above + 1);
  const most = ends.most ?? (ends.below === undefined ? Number.POSITIVE_INFINITY : ends.below - 1);
  return wholeWords(least, most) + others(actions, NUMBER_ACTIONS);
}

const NUMBER_ACTIONS: readonly string[] = [
  "finite",
  "integer",
  "safe_integer",
  "min_value",
  "gt_value",
  "max_value",
  "lt_value",
];

function finiteOrNone(value: number | undefined): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

/** The ends of a range: `least` and `most` belong to it, `above` and `below` do not. */
interface Ends {
  readonly least?: number | undefined;
  readonly above?: number | undefined;
  readonly most?: number | undefined;
  readonly below?: number | undefined;
}

function wholeWords(least: number, most: number): string {
  if (Number.isFinite(least) && Number.isFinite(most)) return `a whole number from ${least} to ${most}`;
  if (Number.isFinite(least)) return `a whole number of at least ${least}`;
  return Number.isFinite(most) ? `a whole number of at most ${most}` : "a whole number";
}

function numberWords({ least, above, most, below }: Ends): string {
  if (most === undefined && below === undefined) {
    if (above !== undefined) return `a finite number greater than ${above}`;
    return least === undefined ? "a finite number" : `a finite number of at least ${least}`;
  }
  if (least === undefined && above === undefined) {
    return most === undefined ? `a finite number less than ${below}` : `a finite number of at most ${most}`;
  }
  if (least !== undefined && most !== undefined) return `a number from ${least} to ${most}`;
  const from = above === undefined ? `[${least}` : `(${above}`;
  return `a number in ${from}, ${most === undefined ? `${below})` : `${most}]`}`;
}

function lengthOf(actions: readonly Action[]): string {
  const words: Readonly<Record<string, string>> = {
    min_length: "at least",
    max_length: "at most",
    length: "exactly",
  };
  const bounds = actions
    .filter(({ type }) => type in words)
    .map(({ type, requirement }) => `${words[type]} ${requirement}`);
  return bounds.length === 0 ? "" : ` of ${bounds.join(" and ")} entries`;
}

/** Returns the other conditions, as valibot names them, in parentheses. */
function others(actions: readonly Action[], known: readonly string[] = []): string {
  const conditions = actions
    .filter(({ kind, type, expects }) => kind === "validation" && !known.includes(type) && expects)
    .map(({ expects }) => expects);
  return conditions.length === 0 ? "" : ` (${conditions.join(", ")})`;
}

/** Joins `words` as alternatives: `a, b or c`. */
export function alternatives(words: readonly string[]): string {
  const others = words.slice(0, -1).join(", ");
  return others === "" ? (words.at(-1) ?? "") : `${others} or ${words.at(-1)}`;
}

/** Returns a value as text for a message, at most 80 characters. */
export function shown(value: unknown): string {
  const text = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? "undefined");
  return text.length > 80 ? `${text.slice(0, 79).toWellFormed()}…` : text;
}
