import { expect, test } from "bun:test";
import { PADDING } from "../../src/ingest/padding.ts";
import { PartReader } from "../../src/ingest/part-reader.ts";
import { RowKernel } from "../../src/ingest/row-kernel.ts";
import { Scanner } from "../../src/ingest/scanner.ts";

const CAPACITY = 65_536;

function read(rows: number, maxRows: number, kernel: RowKernel | undefined): PartReader {
  const text = `${JSON.stringify(Array.from({ length: rows }, (_, i) => ({ a: i })))} `;
  const scanner = new Scanner(kernel?.bytes ?? new Uint8Array(CAPACITY + PADDING));
  scanner.refill(0, new TextEncoder().encode(text));
  const reader = new PartReader(scanner, kernel, {
    wanted: undefined,
    maxRows,
    maxColumns: 10,
    likelyRows: 0,
    expectedBytes: text.length,
    bytesUpTo: (at) => at,
  });
  expect(reader.read(0)).toBe(text.length - 1);
  return reader;
}

// The kernel reads 512 rows of one column at once: limits just below and above that, and within the first and the
// second block.
for (const maxRows of [1, 2, 300, 512, 513, 514, 700]) {
  for (const withKernel of [true, false]) {
    test(`rows beyond ${maxRows} are counted and none is kept, ${withKernel ? "with" : "without"} the kernel`, () => {
      const kernel = withKernel ? RowKernel.create(CAPACITY) : undefined;
      expect(kernel !== undefined).toBe(withKernel);

      const within = read(maxRows, maxRows, kernel);
      expect(within.rows).toBe(maxRows);
      expect(within.table.columnCount).toBe(1);

      const beyond = read(2000, maxRows, kernel);
      expect(beyond.rows).toBe(2000);
      expect(beyond.table.isStopped).toBe(true);
      expect(beyond.table.columnCount).toBe(0);
    });
  }
}
