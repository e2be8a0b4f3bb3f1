import { alternatives, type Ends, numberWords, shown, wholeWords } from "../learn/core/parameter-checks.ts";

/** As much of a valibot schema as is needed to say what it takes. */
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
  /** The schema itself and what is done with its value, in order. */
  readonly pipe?: readonly Action[];
}

/** A check or a note of a schema's pipe. */
interface Action {
  readonly kind: string;
  readonly type: string;
  readonly requirement?: unknown;
  readonly description?: string;
  readonly expects?: string | null;
}

/** What `schema` takes, to stand after "must be": `a whole number from 1 to 100000 or null`. */
export function describeAllowed(schema: unknown): string {
  return alternatives([...new Set(wordsOf(schema as Schema))]);
}

/**
 * What a value must be, as alternatives. A schema that describes itself (`v.description`) has that one. Written for every
 * kind that `parameter-schemas.ts` has; of others, the type and the conditions as valibot names them.
 */
function wordsOf(schema: Schema): string[] {
  const actions = (schema.pipe ?? []).slice(1);
  const described = actions.findLast(({ type }) => type === "description")?.description;
  if (described !== undefined) return [described];
  switch (schema.type) {
    case "optional":
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
    ...optional("least", requirement("min_value")),
    ...optional("above", requirement("gt_value")),
    ...optional("most", requirement("max_value")),
    ...optional("below", requirement("lt_value")),
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

function optional(name: keyof Ends, value: number | undefined): Ends {
  return value === undefined ? {} : { [name]: value };
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

/** Conditions that have no words of their own here, as valibot names them. */
function others(actions: readonly Action[], known: readonly string[] = []): string {
  const conditions = actions
    .filter(({ kind, type, expects }) => kind === "validation" && !known.includes(type) && expects)
    .map(({ expects }) => expects);
  return conditions.length === 0 ? "" : ` (${conditions.join(", ")})`;
}
