import { afterAll, beforeAll, expect, test } from "bun:test";
import { dataset } from "../e2e/data.ts";
import type { ServiceProcess } from "../service-process.ts";
import { expectSound, TestBed } from "./test-bed.ts";

let bed: TestBed;
let service: ServiceProcess;
let run: number;

beforeAll(async () => {
  bed = await TestBed.create(["iris"]);
  service = await bed.start();
  run = await bed.trainedIris(service);
});
afterAll(async () => {
  await expectSound(service, run);
  await bed.close();
});

const row = JSON.stringify(dataset("iris").features[0]);
const nested = (open: string, close: string, depth: number) => `${open.repeat(depth)}1${close.repeat(depth)}`;
const LONG = "x".repeat(200_000_000);

const BODIES: [what: string, body: () => string | Uint8Array, status: number, answer: RegExp][] = [
  ["arrays nested 100,000 deep", () => `{"features":${nested("[", "]", 100_000)}}`, 400, /list of objects/],
  [
    "objects nested 100,000 deep",
    () => nested('{"features":', "}", 100_000),
    400,
    /features.features must be a list/,
  ],
  [
    "a value nested 100,000 deep",
    () => `{"features":[{"sepal_length_cm":${nested('{"a":[', "]}", 50_000)}}]}`,
    400,
    /missing columns/,
  ],
  ["five million open brackets", () => "[".repeat(5_000_000), 400, /cannot be parsed/],
  ["a string of 200 MB", () => `{"features":[{"sepal_length_cm":"${LONG}"}]}`, 400, /missing columns/],
  ["a key of 200 MB", () => `{"features":[{"${LONG}":1}]}`, 400, /missing columns/],
  [
    "a number of 10,000,000 digits",
    () => `{"features":[${row.replace(/:[^,]+,/, `:${"9".repeat(10_000_000)},`)}]}`,
    400,
    /double/,
  ],
  [
    "keys given twice: the last counts",
    () => `{"features":[1],"features":[${row}]}`,
    200,
    /"predictions":\["setosa"\]/,
  ],
  ["a byte order mark", () => `\ufeff{"features":[${row}]}`, 200, /"predictions":\["setosa"\]/],
  ["UTF-16 with a mark", () => Buffer.from(`\ufeff{"features":[${row}]}`, "utf16le"), 400, /not UTF-8/],
  ["UTF-16 without one", () => Buffer.from(`{"features":[${row}]}`, "utf16le"), 400, /cannot be parsed/],
  ["UTF-8 that is cut off", () => Buffer.from('{"é').subarray(0, 3), 400, /not UTF-8/],
  ["UTF-8 that is overlong", () => new Uint8Array([0x22, 0xc0, 0x80, 0x22]), 400, /not UTF-8/],
  ["NaN", () => '{"features":[{"sepal_length_cm":NaN}]}', 400, /cannot be parsed/],
  ["a comment", () => '{"features":[]/**/}', 400, /cannot be parsed/],
  ["something behind the end", () => '{"features":[]}{}', 400, /cannot be parsed/],
  [
    "features behind __proto__ alone",
    () => '{"__proto__":{"features":[]}}',
    400,
    /"__proto__\\" is not a key/,
  ],
  [
    "columns of which one is shorter",
    () => '{"features":{"a":[1,2],"b":[1]}}',
    400,
    /has 2 values, \\"b\\" has 1/,
  ],
  [
    "a column of ten million empty lists",
    () => `{"features":{"a":[${"[],".repeat(9_999_999)}[]]}}`,
    400,
    /MAX_ROWS/,
  ],
  [
    "a million columns",
    () => `{"features":{${Array.from({ length: 1_000_000 }, (_, i) => `"c${i}":[1]`)}}}`,
    400,
    /missing columns/,
  ],
  [
    "a million rows with a key of their own",
    () => `{"features":[${Array.from({ length: 1_000_000 }, (_, i) => `{"c${i}":1}`)}]}`,
    400,
    /missing columns/,
  ],
  ["a million empty rows", () => `{"features":[${"{},".repeat(999_999)}{}]}`, 400, /missing columns/],
  ["a million rows that are none", () => `{"features":[${"1,".repeat(999_999)}1]}`, 400, /list of objects/],
];

for (const [what, body, status, answer] of BODIES) {
  test(`a body of ${what} has a clear response`, async () => {
    const response = await service.post(`/api/predict?model_run_id=${run}`, body());
    expect([await response.text(), response.status]).toEqual([expect.stringMatching(answer), status]);
    if (status !== 200) {
      const id = await bed.database.createRun("iris");
      expect((await service.train("iris", id, body())).status).toBe(status);
      expect(await bed.database.status(id)).toBe("CREATED");
    }
  });
}
