import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ByteSource } from "../../../src/ingest/files/byte-source.ts";
import type { FileOptions, FileTable } from "../../../src/ingest/files/file-table.ts";
import { readFile } from "../../../src/ingest/files/read-file.ts";
import { ValueError } from "../../../src/learn/core/errors.ts";

const folder = mkdtempSync(join(tmpdir(), "mlsvc-files-"));

/** Writes a file of that name and returns its path. */
export function write(name: string, contents: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, contents);
  return path;
}

/** Reads a file with these contents. */
export function read(
  name: string,
  contents: string | Uint8Array,
  options: Partial<FileOptions> = {},
): Promise<FileTable> {
  const source = new ByteSource(write(name, contents));
  return readFile(source, { isWanted: () => true, maxRows: 1000, maxColumns: 100, ...options });
}

/** Returns the kind and the values of each column. */
export function columnsOf(table: FileTable): Record<string, unknown[]> {
  return Object.fromEntries(
    table.names.map((name) => {
      const { at, typed } = table.column(name);
      return [name, [typed?.kind ?? "mixed", ...Array.from({ length: table.rows }, (_, row) => at(row))]];
    }),
  );
}

/** Returns the message with which a file is refused. */
export async function refusal(
  name: string,
  contents: string | Uint8Array,
  options: Partial<FileOptions> = {},
): Promise<string> {
  try {
    await read(name, contents, options);
  } catch (error) {
    if (error instanceof ValueError) return error.message;
    throw error;
  }
  throw new Error(`${name} was read`);
}
