import { BodyReader } from "../ingest/body-reader.ts";
import type { Column, FeatureKind } from "../learn/core/column.ts";
import { ValueError } from "../learn/core/errors.ts";
import type { Table } from "../learn/core/table.ts";
import type { TableReply, TableRequest } from "./table-protocol.ts";

/** The program of a worker thread that reads large bodies into columns. All buffers are transferred, none is copied. */
declare const self: Worker;

/** The body that is being read, and the columns to read from it. */
let reading:
  | { readonly reader: BodyReader; readonly names: readonly string[]; readonly kinds: readonly FeatureKind[] }
  | undefined;

self.onmessage = ({ data: request }: MessageEvent<TableRequest>) => {
  if (request.type === "begin") {
    const { names, kinds, limits, expectedBytes } = request;
    const wanted = { features: names };
    reading = { reader: new BodyReader({ kind: "prediction", limits, wanted, expectedBytes }), names, kinds };
  } else if (request.type === "chunks") read(request.chunks);
  else finish();
};

function read(chunks: readonly Uint8Array[]): void {
  let bytes = 0;
  for (const chunk of chunks) {
    reading!.reader.push(chunk);
    bytes += chunk.length;
  }
  self.postMessage({ type: "consumed", bytes } satisfies TableReply);
}

function finish(): void {
  const { reader, names, kinds } = reading!;
  reading = undefined;
  try {
    send(reader.finish().table("features", names, { kinds }));
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    const { message, issues } = error;
    self.postMessage({ type: "rejected", message, issues: [...issues] } satisfies TableReply);
  }
}

function send(table: Table): void {
  const columns: Column[] = table.names.map((_, index) => table.column(index));
  const buffers = columns.map((column) => (column.kind === "string" ? column.codes : column.values).buffer);
  const reply: TableReply = { type: "columns", columns, rows: table.rows };
  self.postMessage(reply, buffers as ArrayBuffer[]);
}
