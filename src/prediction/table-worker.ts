import { ValueError } from "../learn/errors.ts";
import type { Table } from "../learn/table.ts";
import { readBody } from "../wire.ts";
import type { TableAnswer, TableOrder } from "./read-table.ts";

/** The program of a thread that reads one large body: the bytes come, the columns go, nothing is copied. */
declare const self: Worker;

self.onmessage = ({ data: { body, names, kinds, limits } }: MessageEvent<TableOrder>) => {
  try {
    send(readBody(new Uint8Array(body), "prediction", limits).table("features", names, { kinds }));
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    self.postMessage({ message: error.message, issues: [...error.issues] } satisfies TableAnswer);
  }
};

function send(table: Table): void {
  const columns = table.names.map((_, index) => table.column(index));
  const buffers = columns.map((column) => (column.kind === "string" ? column.codes : column.values).buffer);
  self.postMessage({ columns, rows: table.rows } satisfies TableAnswer, buffers as ArrayBuffer[]);
}
