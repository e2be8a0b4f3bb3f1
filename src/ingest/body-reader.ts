import { BRACE, BRACKET, COMMA, END_BRACE } from "./json-bytes.ts";
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
import { type RowKernel, returnKernel, takeKernel } from "./row-kernel.ts";
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

/** The states of the reader: what it expects next. */
const BEGIN = 0;
const FIRST_KEY = 1;
const NEXT_KEY = 2;
const VALUE = 3;
const VALUE_END = 4;
const END = 5;

/** The byte order mark, which some programs write at the beginning of a text in UTF-8. */
const BYTE_ORDER_MARK = Uint8Array.of(0xef, 0xbb, 0xbf);

/** Chunks are read in pieces of this size, so that a piece stays in the cache of the processor. */
const PIECE_BYTES = 65_536;
/**
 * An incomplete unit is read again after each piece while it is smaller than this; then after each doubling of its size, so
 * that a large unit does not take quadratic time.
 */
const RETRY_EACH_PIECE_BYTES = 65_536;

/** The options of a reader. */
export interface BodyReaderOptions {
  readonly kind: BodyKind;
  readonly limits: WireLimits;
  /** The columns to read; undefined reads all of them. */
  readonly wanted: { readonly [P in RowsPart]?: readonly string[] | undefined };
  /**
   * Returns further columns of features to read, from the JSON text of the parameters. It is called only if these come before
   * the features.
   */
  readonly alsoWanted?: (parametersText: string) => readonly string[];
  /** Declared length of the body in bytes; 0, the default, if unknown. */
  readonly expectedBytes?: number;
  /** For tests: reads without the WebAssembly kernel. */
  readonly withoutKernel?: boolean;
}

/**
 * Reads a JSON body into columns while it arrives, in chunks that may end anywhere. It returns the same values as
 * `readBody`, bit for bit, and throws the same errors, but creates no object per row or value.
 *
 * The bytes are read in units: a row, a value of a column, a key, or any other value. A unit that is cut off is read again
 * from its start when more bytes have arrived. Columns may therefore get a value twice; the last one counts.
 */
export class BodyReader {
  readonly #options: BodyReaderOptions;
  #kernel: RowKernel | undefined;
  readonly #scanner: Scanner;
  readonly #utf8 = new Utf8Check();
  #state = BEGIN;
  /** Start of the unit that is read next. */
  #at = 0;
  /** Number of bytes that must have arrived before the unit is read again. */
  #enough = 0;
  /** Number of bytes of the body before the first one that the scanner holds. */
  #passed = 0;
  /** The keys of the body other than its parts; as an object, because that orders them like `JSON.parse`. */
  readonly #keys = Object.create(null) as Record<string, true>;
  #key = "";
  #isObject = true;
  #parametersText: string | undefined;
  #part: PartReader | undefined;
  readonly #parts: { [P in RowsPart]?: PartReader } = {};
  /** Whether all bytes have arrived. */
  #isLast = false;
  /** Whether the bytes are not JSON. */
  #isBroken = false;

  constructor(options: BodyReaderOptions) {
    this.#options = options;
    this.#kernel = options.withoutKernel ? undefined : takeKernel(2 * PIECE_BYTES);
    this.#scanner = new Scanner(this.#kernel?.bytes ?? new Uint8Array(2 * PIECE_BYTES + PADDING));
  }

  /** The index of the first byte that cannot continue JSON; undefined if there is none so far. */
  get brokenAt(): number | undefined {
    return this.#isBroken ? this.#passed + this.#scanner.stuckAt : undefined;
  }

  /** Whether more bytes are needed to complete the JSON. */
  get isCutOff(): boolean {
    return this.#state !== END && !this.#isBroken;
  }

  /** Reads the next bytes. Errors are thrown by `finish`: a later one may take precedence. */
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
   * Returns the contents of the body. Throws `ValueError` for bytes that are not UTF-8 or not JSON, for unknown keys, for
   * rows that are not objects, and above the limits.
   */
  finish(): WireBody {
    this.#isLast = true;
    if (!this.#isBroken) this.#advance();
    // The kernel is not needed any more: another body may use it.
    if (this.#kernel !== undefined) returnKernel(this.#kernel);
    this.#kernel = undefined;
    if (!this.#utf8.finish()) throw notUtf8();
    if (this.#isBroken || this.#state !== END) throw notJson(this.#isBlank());
    const { kind, limits } = this.#options;
    if (!this.#isObject) throw kind === "rows" ? notRows("features") : notAnObject();
    checkKeys(Object.keys(this.#keys), KEYS[kind]);
    const features = this.#finishPart("features");
    if (kind !== "prediction" && features.rows === 0) throw noRows("features");
    const text = this.#parametersText;
    return new SentBody(
      {
        parameters: text === undefined ? undefined : JSON.parse(text),
        parametersText: () => text,
        features,
        hasLabels: this.#parts.labels !== undefined,
        readLabels: () => this.#finishPart("labels"),
      },
      limits,
    );
  }

  /** Returns whether the body is empty or only white space (as Unicode defines it). */
  #isBlank(): boolean {
    return this.#state === BEGIN && this.#scanner.decode(this.#at, this.#scanner.end).trim() === "";
  }

  #advance(): void {
    const scanner = this.#scanner;
    for (;;) {
      this.#at = scanner.space(this.#at);
      const after = this.#step(this.#at);
      if (after !== STUCK) {
        this.#at = after;
        continue;
      }
      if (this.#part !== undefined) this.#at = this.#part.at;
      if (scanner.stuckAt < scanner.end) this.#isBroken = true;
      const left = scanner.end - this.#at;
      this.#enough = left < RETRY_EACH_PIECE_BYTES ? 0 : 2 * left;
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
        // Only white space may follow, then the zeros of the padding.
        return scanner.stuck(at);
    }
  }

  #begin(at: number, byte: number): number {
    const scanner = this.#scanner;
    const isRows = this.#options.kind === "rows";
    if (byte === BYTE_ORDER_MARK[0] && this.#passed + at === 0) return scanner.word(at, BYTE_ORDER_MARK);
    if (isRows && (byte === BRACE || byte === BRACKET)) {
      this.#part = this.#openPart("features");
      this.#parts.features = this.#part;
      this.#state = VALUE;
      return at;
    }
    if (byte === BRACE) {
      this.#state = FIRST_KEY;
      return at + 1;
    }
    // Not an object. Whether it is JSON at all is known only when all bytes have arrived: the digits of a number may continue.
    if (!this.#isLast) return scanner.stuck(scanner.end);
    const after = skipValue(scanner, at);
    if (after !== STUCK) {
      this.#isObject = false;
      this.#state = END;
    }
    return after;
  }

  #end(at: number): number {
    this.#state = END;
    return at + 1;
  }

  #readKey(at: number): number {
    const scanner = this.#scanner;
    const after = scanKey(scanner, at);
    if (after === STUCK) return STUCK;
    this.#key = scanner.decodeKey(at, after);
    this.#part = undefined;
    if (this.#key === "features" || (this.#key === "labels" && this.#options.kind === "training")) {
      this.#part = this.#openPart(this.#key);
      this.#parts[this.#key] = this.#part;
    } else this.#keys[this.#key] = true;
    this.#state = VALUE;
    return after;
  }

  #readValue(at: number): number {
    const scanner = this.#scanner;
    const after = this.#part === undefined ? skipFollowedValue(scanner, at) : this.#part.read(at);
    if (after === STUCK) return STUCK;
    if (this.#key === "parameters") this.#parametersText = scanner.decode(at, after);
    this.#part = undefined;
    this.#state = this.#options.kind === "rows" ? END : VALUE_END;
    return after;
  }

  #openPart(part: RowsPart): PartReader {
    const { limits, expectedBytes = 0 } = this.#options;
    const other = this.#parts[part === "features" ? "labels" : "features"];
    return new PartReader(this.#scanner, this.#kernel, {
      wanted: this.#wantedOf(part),
      ...limits,
      likelyRows: other?.rows ?? 0,
      expectedBytes,
      bytesUpTo: (at) => this.#passed + at,
    });
  }

  #wantedOf(part: RowsPart): readonly string[] | undefined {
    const { wanted, alsoWanted } = this.#options;
    const names = wanted[part];
    if (names === undefined || part === "labels" || this.#parametersText === undefined) return names;
    return [...names, ...(alsoWanted?.(this.#parametersText) ?? [])];
  }

  #finishPart(part: RowsPart): SentPart {
    const reader = this.#parts[part];
    if (reader === undefined) throw missingPart(part);
    const { form, table, wrongRows } = reader;
    const lengths = Object.entries(reader.lengths);
    if (form === "other" || (form === "columns" && lengths.length === 0)) throw notRows(part);
    checkLengths(lengths, part);
    // A column that is sent twice may have been longer the first time.
    const rows = form === "columns" ? lengths[0]![1] : reader.rows;
    const { maxRows } = this.#options.limits;
    if (rows > maxRows) throw tooManyRows(part, rows, maxRows);
    if (wrongRows.length > 0) throw notObjects(wrongRows, part);
    return { rows, names: () => table.names, column: (name) => table.finish(name, rows) };
  }
}
