import { type Column, MISSING_BOOLEAN, type StringColumn } from "../../learn/core/column.ts";
import { growBytes, growDoubles, growInts } from "../grow.ts";
import { booleanOf, commaNumberOf, MISSING_TEXTS, numberOf } from "./cell.ts";

/** Rows for which a column has room at first. */
const FIRST_ROWS = 256;

/** The numbers among the values of a column of text. */
export interface NumbersAmongText {
  readonly numbers: number;
  /** Rows with another text. */
  readonly others: number;
  /** The first of these rows, and its text. */
  readonly row: number;
  readonly text: string;
}

/**
 * A column of a CSV file. Its kind is decided over all its values: numbers, if all of them are numbers with the same decimal sign;
 * booleans, if all of them are; else text.
 */
export class CsvColumn {
  readonly name: string;
  readonly #mayHaveCommas: boolean;
  /** `unread`: it is text, but its first values were taken for numbers or booleans, so that it must be read again. */
  #state: "empty" | "numeric" | "boolean" | "string" | "unread";
  /** The decimal sign of its numbers; empty while they have none. */
  #decimalSign = "";
  #numbers: Float64Array<ArrayBuffer> = new Float64Array(0);
  #booleans: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #codes: Int32Array<ArrayBuffer> = new Int32Array(0);
  readonly #codeOf = new Map<string, number>();

  /** `isText`: an earlier reading has found out that it is text. `mayHaveCommas`: numbers may have a decimal comma. */
  constructor(name: string, isText: boolean, mayHaveCommas: boolean) {
    this.name = name;
    this.#state = isText ? "string" : "empty";
    this.#mayHaveCommas = mayHaveCommas;
  }

  /** Whether the column is text, and must be read again with `isText`. */
  get isUnread(): boolean {
    return this.#state === "unread";
  }

  /** Whether its numbers have a decimal comma. */
  get hasDecimalCommas(): boolean {
    return this.#decimalSign === ",";
  }

  /** Adds the value of a row; rows are added in order. */
  add(row: number, cell: string): void {
    const text = cell.trim();
    if (MISSING_TEXTS.has(text)) return;
    if (this.#state === "empty") this.#state = this.#kindOf(text);
    if (this.#state === "numeric") this.#addNumber(row, text);
    else if (this.#state === "boolean") this.#addBoolean(row, text);
    else if (this.#state === "string") this.#addText(row, cell);
  }

  /** Returns the column of `rows` rows; nothing may be added afterwards. */
  finish(rows: number): Column {
    if (this.#state === "string") {
      this.#makeRoomForTexts(rows);
      return { kind: "string", codes: this.#codes.subarray(0, rows), categories: [...this.#codeOf.keys()] };
    }
    if (this.#state === "boolean") {
      this.#makeRoomForBooleans(rows);
      return { kind: "boolean", values: this.#booleans.subarray(0, rows) };
    }
    this.#makeRoomForNumbers(rows);
    return { kind: "numeric", values: this.#numbers.subarray(0, rows) };
  }

  #kindOf(text: string): "numeric" | "boolean" | "string" {
    const isNumber =
      !Number.isNaN(numberOf(text)) || (this.#mayHaveCommas && !Number.isNaN(commaNumberOf(text)));
    if (isNumber) return "numeric";
    return booleanOf(text) === undefined ? "string" : "boolean";
  }

  #addNumber(row: number, text: string): void {
    let value = numberOf(text);
    if (this.#mayHaveCommas) {
      const sign = Number.isNaN(value) ? "," : text.includes(".") ? "." : "";
      if (sign === ",") value = commaNumberOf(text);
      if (this.#decimalSign === "") this.#decimalSign = sign;
      if (sign !== "" && sign !== this.#decimalSign) value = Number.NaN;
    }
    if (Number.isNaN(value)) {
      this.#state = "unread";
      return;
    }
    this.#makeRoomForNumbers(row + 1);
    this.#numbers[row] = value;
  }

  #addBoolean(row: number, text: string): void {
    const value = booleanOf(text);
    if (value === undefined) {
      this.#state = "unread";
      return;
    }
    this.#makeRoomForBooleans(row + 1);
    this.#booleans[row] = value ? 1 : 0;
  }

  #addText(row: number, cell: string): void {
    let code = this.#codeOf.get(cell);
    if (code === undefined) {
      code = this.#codeOf.size;
      this.#codeOf.set(cell, code);
    }
    this.#makeRoomForTexts(row + 1);
    this.#codes[row] = code;
  }

  #makeRoomForNumbers(rows: number): void {
    const { length } = this.#numbers;
    if (rows <= length) return;
    this.#numbers = growDoubles(this.#numbers, capacityFor(rows)).fill(Number.NaN, length);
  }

  #makeRoomForBooleans(rows: number): void {
    const { length } = this.#booleans;
    if (rows <= length) return;
    this.#booleans = growBytes(this.#booleans, capacityFor(rows)).fill(MISSING_BOOLEAN, length);
  }

  #makeRoomForTexts(rows: number): void {
    const { length } = this.#codes;
    if (rows <= length) return;
    this.#codes = growInts(this.#codes, capacityFor(rows)).fill(-1, length);
  }
}

function capacityFor(rows: number): number {
  return Math.max(FIRST_ROWS, Math.ceil(rows * 1.5));
}

/** Returns the numbers among the values of a column of text; undefined if it has none, or nothing else. */
export function numbersAmong({ codes, categories }: StringColumn): NumbersAmongText | undefined {
  const isNumber = categories.map((text) => {
    const trimmed = text.trim();
    return !Number.isNaN(numberOf(trimmed)) || !Number.isNaN(commaNumberOf(trimmed));
  });
  const firstOther = isNumber.indexOf(false);
  let numbers = 0;
  let others = 0;
  for (const code of codes) {
    if (code < 0) continue;
    if (isNumber[code]) numbers++;
    else others++;
  }
  if (numbers === 0 || others === 0) return undefined;
  return { numbers, others, row: codes.indexOf(firstOther), text: categories[firstOther]! };
}
