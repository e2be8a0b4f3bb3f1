import { BRACE, COMMA, END_BRACE } from "./json-bytes.ts";
import { PADDING } from "./padding.ts";
import { PartReader } from "./part-reader.ts";
import {
  checkKeys,
  missingPart,
  noRows,
  notAnObject,
  notJson,
  notRows,
  notUtf8,
  tooManyRows,
} from "./refusals.ts";
import { giveKernel, type RowKernel, takeKernel } from "./row-kernel.ts";
import { notObjects, type RowsPart } from "./rows.ts";
import { scanKey } from "./scan-text.ts";
import { Scanner, STUCK } from "./scanner.ts";
import {
  type BodyKind,
  checkLengths,
  KEYS,
  SentBody,
  type SentPart,
  type WireBody,
  type WireLimits,
} from "./sent-body.ts";
import { skipFollowedValue, skipValue } from "./skip-value.ts";
import { Utf8Check } from "./utf8-check.ts";

/** What is read next. */
const BEGIN = 0;
const FIRST_KEY = 1;
const NEXT_KEY = 2;
const VALUE = 3;
const VALUE_END = 4;
const END = 5;

/** As some editors write it before UTF-8. */
const BYTE_ORDER_MARK = Uint8Array.of(0xef, 0xbb, 0xbf);

/** Chunks are read in pieces of this size, which stay in the processor's cache. */
const PIECE_BYTES = 65_536;
/** What is cut off by the end of the bytes is tried again at once up to this size, then each time it has doubled. */
const TRIED_AT_ONCE_BYTES = 65_536;

/** What a reader may be told beforehand. */
export interface BodyReaderOptions {
  readonly kind: BodyKind;
  readonly limits: WireLimits;
  /** The columns that will be asked for; undefined where the body itself decides. */
  readonly wanted: { readonly [P in RowsPart]?: readonly string[] | undefined };
  /** How long the body is said to be, in bytes; 0 where that is not known. */
  readonly expectedBytes?: number;
  /** Leaves everything to the plain twin of the kernel: for tests. */
  readonly withoutKernel?: boolean;
}

/**
 * Reads a JSON body into columns while it arrives, in chunks that may end anywhere. It reads what `readBody` reads, to the
 * last bit, and refuses what that refuses, in the same words; without an object for any row or value.
 *
 * The bytes are walked over in units: a row, a value of a column, a key, any other value. A unit that is cut off is read
 * again once more bytes are there; columns take a value that comes twice as one that is given twice: the last one counts.
 */
export class BodyReader {
  readonly #options: BodyReaderOptions;
  #kernel: RowKernel | undefined;
  readonly #scanner: Scanner;
  readonly #utf8 = new Utf8Check();
  #state = BEGIN;
  /** Where the unit begins that is read next. */
  #at = 0;
  /** As many bytes must be there before it is tried again. */
  #enough = 0;
  /** Bytes of the body before those that the scanner holds. */
  #passed = 0;
  /** The keys of the body that name no part, in the order of an object's keys. */
  readonly #keys = Object.create(null) as Record<string, true>;
  #key = "";
  #isObject = true;
  #parametersText: string | undefined;
  #part: PartReader | undefined;
  readonly #parts: { [P in RowsPart]?: PartReader } = {};
  /** No more bytes will come. */
  #isLast = false;
  /** The bytes are no JSON. */
  #isBroken = false;

  constructor(options: BodyReaderOptions) {
    this.#options = options;
    this.#kernel = options.withoutKernel ? undefined : takeKernel(2 * PIECE_BYTES);
    this.#scanner = new Scanner(this.#kernel?.bytes ?? new Uint8Array(2 * PIECE_BYTES + PADDING));
  }

  /** Takes the next bytes. What is wrong with them is told by `finish`: until then it may be outweighed. */
  push(chunk: Uint8Array): void {
    this.#utf8.push(chunk);
    for (let from = 0; from < chunk.length && !this.#isBroken; from += PIECE_BYTES) {
      const piece = chunk.subarray(from, from + PIECE_BYTES);
      this.#passed += this.#at;
      this.#scanner.refill(this.#at, piece);
      this.#at = 0;
      if (this.#scanner.end >= this.#enough) this.#advance();
    }
  }

  /**
   * Returns what the body holds. Throws `ValueError` for bytes that are not UTF-8 or not JSON, for keys that a body does not
   * have, for rows that are no objects, and above the limits.
   */
  finish(): WireBody {
    this.#isLast = true;
    if (!this.#isBroken) this.#advance();
    // What was read of it is read: another body may have it.
    if (this.#kernel !== undefined) giveKernel(this.#kernel);
    this.#kernel = undefined;
    if (!this.#utf8.finish()) throw notUtf8();
    if (this.#isBroken || this.#state !== END) throw notJson(this.#isBlank());
    if (!this.#isObject) throw notAnObject();
    const { kind, limits } = this.#options;
    checkKeys(Object.keys(this.#keys), KEYS[kind]);
    const features = this.#finishPart("features");
    if (kind === "training" && features.rows === 0) throw noRows("features");
    const text = this.#parametersText;
    return new SentBody(
      {
        parameters: text === undefined ? undefined : JSON.parse(text),
        parametersText: () => text,
        features,
        readLabels: () => this.#finishPart("labels"),
      },
      limits,
    );
  }

  /** Whether there is nothing but white space, of Unicode's kind, in a body that did not begin. */
  #isBlank(): boolean {
    return this.#state === BEGIN && this.#scanner.decode(this.#at, this.#scanner.end).trim() === "";
  }

  #advance(): void {
    const scanner = this.#scanner;
    for (;;) {
      this.#at = scanner.space(this.#at);
      const behind = this.#step(this.#at);
      if (behind !== STUCK) {
        this.#at = behind;
        continue;
      }
      if (this.#part !== undefined) this.#at = this.#part.at;
      if (scanner.stuckAt < scanner.end) this.#isBroken = true;
      const left = scanner.end - this.#at;
      this.#enough = left < TRIED_AT_ONCE_BYTES ? 0 : 2 * left;
      return;
    }
  }

  #step(at: number): number {
    const scanner = this.#scanner;
    const byte = scanner.bytes[at]!;
    switch (this.#state) {
      case BEGIN:
        return this.#begin(at, byte);
      case FIRST_KEY:
        if (byte === END_BRACE) return this.#end(at);
        return this.#readKey(at);
      case NEXT_KEY:
        return this.#readKey(at);
      case VALUE:
        return this.#readValue(at);
      case VALUE_END:
        if (byte === END_BRACE) return this.#end(at);
        if (byte !== COMMA) return scanner.stuck(at);
        this.#state = NEXT_KEY;
        return at + 1;
      default:
        // Only white space may follow, and the zero behind it.
        return scanner.stuck(at);
    }
  }

  #begin(at: number, byte: number): number {
    const scanner = this.#scanner;
    if (byte === BRACE) {
      this.#state = FIRST_KEY;
      return at + 1;
    }
    if (byte === BYTE_ORDER_MARK[0] && this.#passed + at === 0) return scanner.word(at, BYTE_ORDER_MARK);
    // Not what it must be: whether it is JSON at all can be told at its end, where a number ends.
    if (!this.#isLast) return scanner.stuck(scanner.end);
    const behind = skipValue(scanner, at);
    if (behind !== STUCK) {
      this.#isObject = false;
      this.#state = END;
    }
    return behind;
  }

  #end(at: number): number {
    this.#state = END;
    return at + 1;
  }

  #readKey(at: number): number {
    const scanner = this.#scanner;
    const behind = scanKey(scanner, at);
    if (behind === STUCK) return STUCK;
    this.#key = scanner.decodeKey(at, behind);
    this.#part = undefined;
    if (this.#key === "features" || (this.#key === "labels" && this.#options.kind === "training")) {
      this.#part = this.#openPart(this.#key);
      this.#parts[this.#key] = this.#part;
    } else this.#keys[this.#key] = true;
    this.#state = VALUE;
    return behind;
  }

  #readValue(at: number): number {
    const scanner = this.#scanner;
    const behind = this.#part === undefined ? skipFollowedValue(scanner, at) : this.#part.read(at);
    if (behind === STUCK) return STUCK;
    if (this.#key === "parameters") this.#parametersText = scanner.decode(at, behind);
    this.#part = undefined;
    this.#state = VALUE_END;
    return behind;
  }

  #openPart(part: RowsPart): PartReader {
    const { limits, wanted, expectedBytes = 0 } = this.#options;
    const other = this.#parts[part === "features" ? "labels" : "features"];
    return new PartReader(this.#scanner, this.#kernel, {
      wanted: wanted[part],
      ...limits,
      likelyRows: other?.rows ?? 0,
      expectedBytes,
      bytesUpTo: (at) => this.#passed + at,
    });
  }

  #finishPart(part: RowsPart): SentPart {
    const reader = this.#parts[part];
    if (reader === undefined) throw missingPart(part);
    const { form, table, wrongRows } = reader;
    const lengths = Object.entries(reader.lengths);
    if (form === "other" || (form === "columns" && lengths.length === 0)) throw notRows(part);
    checkLengths(lengths, part);
    // A column that is given twice may have been longer the first time.
    const rows = form === "columns" ? lengths[0]![1] : reader.rows;
    const { maxRows } = this.#options.limits;
    if (rows > maxRows) throw tooManyRows(part, rows, maxRows);
    if (wrongRows.length > 0) throw notObjects(wrongRows, part);
    return { rows, names: () => table.names, column: (name) => table.finish(name, rows) };
  }
}
