import { BodyReader } from "../../src/ingest/body-reader.ts";
import { readBody } from "../../src/ingest/plain-reader.ts";
import { emptyNotes, type PackOptions, type RowsPart } from "../../src/ingest/rows.ts";
import type { BodyKind, WireBody, WireLimits } from "../../src/ingest/sent-body.ts";
import { ValueError } from "../../src/learn/core/errors.ts";
import type { Table } from "../../src/learn/core/table.ts";

/** The options for reading a body: its kind, and the columns to read. */
export interface Reading {
  readonly kind: BodyKind;
  readonly limits: WireLimits;
  /** The requested columns; undefined for all. */
  readonly wanted: { readonly [P in RowsPart]?: readonly string[] | undefined };
  readonly options?: PackOptions;
  /** Whether to read without the kernel. */
  readonly withoutKernel?: boolean;
}

/** Reads `bytes` in chunks that end at `cuts`, and returns all properties of the body. */
export function streamed(bytes: Uint8Array, cuts: readonly number[], reading: Reading): unknown {
  return told(() => {
    const reader = new BodyReader({ ...reading, expectedBytes: bytes.length });
    let from = 0;
    for (const cut of [...cuts, bytes.length].sort((a, b) => a - b)) {
      // A copy that is overwritten afterwards: the reader must not keep it.
      const chunk = bytes.slice(from, cut);
      reader.push(chunk);
      chunk.fill(0xff);
      from = cut;
    }
    return reader.finish();
  }, reading);
}

/** Does the same with the reference reader, which gets all bytes at once. */
export function plain(bytes: Uint8Array, reading: Reading): unknown {
  return told(() => readBody(bytes, reading.kind, reading.limits), reading);
}

function told(read: () => WireBody, { kind, wanted, options }: Reading): unknown {
  return outcome(() => {
    const body = read();
    const parts: readonly RowsPart[] = kind === "training" ? ["features", "labels"] : ["features"];
    return {
      rows: body.rows,
      parameters: body.parameters === undefined ? "none" : JSON.stringify(body.parameters),
      parametersText: body.parametersText(),
      parts: parts.map((part) => tellPart(body, part, wanted[part], options)),
    };
  });
}

function tellPart(
  body: WireBody,
  part: RowsPart,
  wanted: readonly string[] | undefined,
  options?: PackOptions,
) {
  const columns = wanted === undefined ? outcome(() => body.columns(part)) : "not asked for";
  const names = wanted ?? (Array.isArray(columns) ? (columns as string[]) : []);
  const notes = emptyNotes();
  const table = outcome(() => tellTable(body.table(part, names, { ...options, notes })));
  return { columns, table, notes };
}

/** Returns names, kinds and the bits of the values. */
function tellTable(table: Table): unknown {
  return table.names.map((name, index) => {
    const column = table.column(index);
    if (column.kind === "string") {
      return [name, "string", column.categories, Array.from(column.codes)];
    }
    const { buffer, byteOffset, byteLength } = column.values;
    return [name, column.kind, table.rows, Buffer.from(buffer, byteOffset, byteLength).toString("hex")];
  });
}

/** Returns what a function returns, or the `ValueError` that it throws. */
function outcome(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    return { refusal: error.message, issues: error.issues };
  }
}
