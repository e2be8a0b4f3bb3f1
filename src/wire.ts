import { memberText } from "./json-member.ts";
import { type Issue, shortName, ValueError } from "./learn/errors.ts";
import { nearestName } from "./learn/nearest-name.ts";
import { checkRows, columnNames, type PackOptions, packRows, type Row, type RowsPart } from "./learn/rows.ts";
import { Table } from "./learn/table.ts";

/** How much one request may hold. */
export interface WireLimits {
  readonly maxRows: number;
  readonly maxColumns: number;
}

/** A request's body, parsed once. Tables are packed out of it by the columns that are asked for. */
export interface WireBody {
  /** Undefined when left out. */
  readonly parameters: unknown;
  /** The JSON text of `parameters`, for what parsing loses; undefined when left out. Cost: a walk over the body. */
  parametersText(): string | undefined;
  readonly rows: number;
  /** Every column of `features` (or of `labels`), in order of first appearance. Throws above `maxColumns`. */
  columns(part: RowsPart): string[];
  /**
   * See `packRows`. Throws for labels that are missing or differ in number from the features, unless `names` is
   * empty.
   */
  table(part: RowsPart, names: readonly string[], options?: PackOptions): Table;
}

/** The keys that a body may have. */
const KEYS = {
  training: ["parameters", "features", "labels"],
  prediction: ["features"],
} as const;

/** What a body is for. */
export type BodyKind = keyof typeof KEYS;

/**
 * Reads the bytes of a body into rows that can be packed into tables: the one place where JSON is read.
 * Throws `ValueError` for bytes that are not UTF-8 or not JSON, for keys that are not in `KEYS`, for rows that are no
 * objects, and above the limits. The message repeats names, and never a value.
 */
export function readBody(bytes: Uint8Array, kind: BodyKind, limits: WireLimits): WireBody {
  const body = parse(bytes);
  checkKeys(body, KEYS[kind]);
  const features = readRows(body, "features", limits);
  const readLabels = () => readRows(body, "labels", limits);
  const noText = () => undefined;
  if (kind === "prediction") return new ParsedBody(undefined, noText, features, readLabels, limits);
  if (features.length === 0) throw one("features", "must hold at least one row");
  const parameters = Object.hasOwn(body, "parameters") ? body.parameters : undefined;
  // Seldom asked for: the bytes are decoded once more rather than kept as text.
  const text = () => memberText(new TextDecoder().decode(bytes), "parameters");
  return new ParsedBody(parameters, text, features, readLabels, limits);
}

/** At most so many unknown keys are listed. */
const MAX_UNKNOWN_KEYS = 20;

class ParsedBody implements WireBody {
  readonly parameters: unknown;
  readonly parametersText: () => string | undefined;
  readonly #features: readonly Row[];
  readonly #readLabels: () => readonly Row[];
  readonly #limits: WireLimits;
  #labels: readonly Row[] | undefined;

  constructor(
    parameters: unknown,
    parametersText: () => string | undefined,
    features: readonly Row[],
    readLabels: () => readonly Row[],
    limits: WireLimits,
  ) {
    this.parameters = parameters;
    this.parametersText = parametersText;
    this.#features = features;
    this.#readLabels = readLabels;
    this.#limits = limits;
  }

  get rows(): number {
    return this.#features.length;
  }

  columns(part: RowsPart): string[] {
    const names = columnNames(this.#rows(part));
    if (names.length > this.#limits.maxColumns) {
      throw one(
        part,
        `has ${names.length} columns; at most ${this.#limits.maxColumns} are taken (MAX_COLUMNS)`,
      );
    }
    if (names.length === 0) throw one(part, "has no columns: every row is empty");
    if (!names.every((name) => name.isWellFormed())) {
      throw one(part, "has a column whose name is not Unicode: half of a surrogate pair stands in it");
    }
    return names;
  }

  table(part: RowsPart, names: readonly string[], options?: PackOptions): Table {
    // Labels that nobody asks for may be missing: some models take none.
    if (part === "labels" && names.length === 0) return Table.fromColumns([], [], this.rows);
    return packRows(this.#rows(part), names, part, options);
  }

  #rows(part: RowsPart): readonly Row[] {
    if (part === "features") return this.#features;
    this.#labels ??= this.#readLabels();
    if (this.#labels.length !== this.rows) {
      throw one(
        "labels",
        `must have as many rows as features: ${this.rows} features, ${this.#labels.length} labels`,
      );
    }
    return this.#labels;
  }
}

function parse(bytes: Uint8Array): Record<string, unknown> {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw one("body", "must be JSON in UTF-8; it is not UTF-8");
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw one("body", text.trim() === "" ? "must be JSON; it is empty" : "must be JSON; it cannot be parsed");
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw one("body", 'must be a JSON object such as {"features": [{"column": 1}]}');
  }
  return body as Record<string, unknown>;
}

/** Throws `ValueError` naming the keys that are not `known`, and the known one that each was probably meant to be. */
function checkKeys(body: Record<string, unknown>, known: readonly string[]): void {
  const unknown = Object.keys(body).filter((key) => !known.includes(key));
  if (unknown.length === 0) return;
  const issues = unknown.slice(0, MAX_UNKNOWN_KEYS).map((key): Issue => {
    const near = nearestName(key, known);
    const hint = near === undefined ? "" : `did you mean ${JSON.stringify(near)}? `;
    return { path: shortName(key), message: `is not a key of the body; ${hint}known: ${known.join(", ")}` };
  });
  const { path, message } = issues[0]!;
  throw new ValueError(`${JSON.stringify(path)} ${message}`, issues);
}

function readRows(body: Record<string, unknown>, part: string, limits: WireLimits): readonly Row[] {
  const rows = Object.hasOwn(body, part) ? body[part] : undefined;
  if (rows === undefined) throw one(part, "is missing; it must be a list of rows");
  if (!Array.isArray(rows)) throw one(part, "must be a list of rows, each an object of column: value");
  if (rows.length > limits.maxRows) {
    throw one(part, `has ${rows.length} rows; at most ${limits.maxRows} are taken (MAX_ROWS)`);
  }
  checkRows(rows, part);
  return rows;
}

function one(path: string, message: string): ValueError {
  const issue: Issue = { path, message };
  return new ValueError(`${path} ${message}`, [issue]);
}
