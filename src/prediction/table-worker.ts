import { BodyReader } from "../ingest/body-reader.ts";
import type { Column, ColumnKind } from "../learn/core/column.ts";
import { ValueError } from "../learn/core/errors.ts";
import type { Table } from "../learn/core/table.ts";
import type { TableAnswer, TableOrder } from "./table-protocol.ts";

/** The program of a thread that reads large bodies: chunks come, columns go, and are handed over, not copied. */
declare const self: Worker;

/** The body that is being read, and the columns that are wanted of it. */
let reading:
  | { readonly reader: BodyReader; readonly names: readonly string[]; readonly kinds: readonly ColumnKind[] }
  | undefined;

self.onmessage = ({ data: order }: MessageEvent<TableOrder>) => {
  if (order.type === "begin") {
    const { names, kinds, limits, expectedBytes } = order;
    const wanted = { features: names };
    reading = { reader: new BodyReader({ kind: "prediction", limits, wanted, expectedBytes }), names, kinds };
  } else if (order.type === "chunks") read(order.chunks);
  else finish();
};

function read(chunks: readonly Uint8Array[]): void {
  let bytes = 0;
  for (const chunk of chunks) {
    reading!.reader.push(chunk);
    bytes += chunk.length;
  }
  self.postMessage({ type: "consumed", bytes } satisfies TableAnswer);
}

function finish(): void {
  const { reader, names, kinds } = reading!;
  reading = undefined;
  try {
    send(reader.finish().table("features", names, { kinds }));
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    const { message, issues } = error;
    self.postMessage({ type: "rejected", message, issues: [...issues] } satisfies TableAnswer);
  }
}

function send(table: Table): void {
  const columns: Column[] = table.names.map((_, index) => table.column(index));
  const buffers = columns.map((column) => (column.kind === "string" ? column.codes : column.values).buffer);
  const answer: TableAnswer = { type: "columns", columns, rows: table.rows };
  self.postMessage(answer, buffers as ArrayBuffer[]);
}
