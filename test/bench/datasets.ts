import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Random } from "../../src/learn/core/random.ts";

/** A table as the bodies that are sent of it. */
export interface Dataset {
  /** The name in tables. */
  readonly name: string;
  readonly rows: number;
  /** The body of a training on all rows. */
  trainingBody(): Buffer;
  /** The body of a prediction of the rows from `start` to `end`. */
  predictionBody(start: number, end: number): Buffer;
}

/** What the labels of a made-up table are: one of two classes, or a number. */
export type TableTask = "classification" | "regression";

const COLUMNS = 20;

/**
 * A made-up table of `rows` × 20 normal numbers with six decimals (about 300 bytes a row), the same on every machine. The
 * label depends on six of the columns, with noise: `y` is 1 where it is above zero, or the number itself.
 */
export function madeUpTable(rows: number, task: TableTask = "classification"): Dataset {
  const key = `${rows} ${task}`;
  let made = madeUpTables.get(key);
  if (made === undefined) {
    const pairs = Array.from({ length: rows }, madeUpRows(task));
    made = new RowTexts(
      tableName(rows),
      pairs.map(([features]) => features),
      pairs.map(([, label]) => label),
    );
    madeUpTables.set(key, made);
  }
  return made;
}

/** Those made so far: the large ones take seconds. */
const madeUpTables = new Map<string, Dataset>();

/** Writes the body of a training on a made-up table to a file, part by part, for tables too large to keep in memory. */
export async function writeTrainingBody(file: string, rows: number): Promise<void> {
  const next = madeUpRows("classification");
  const writer = Bun.file(file).writer();
  const labels: string[] = [];
  writer.write('{"features":[');
  for (let row = 0; row < rows; row++) {
    const [features, label] = next();
    writer.write(row === 0 ? features : `,${features}`);
    labels.push(label);
    if (row % 10_000 === 0) await writer.flush();
  }
  writer.write(`],"labels":[${labels.join(",")}]}`);
  await writer.end();
}

/** How a made-up table of so many rows is called. */
export function tableName(rows: number): string {
  return `${rows.toLocaleString("en-US")} × ${COLUMNS}`;
}

/** Returns a function that writes one more row each time: its features, and its label. */
function madeUpRows(task: TableTask): () => [features: string, label: string] {
  const random = new Random(1);
  const keys = Array.from({ length: COLUMNS }, (_, column) => `"x${column}":`);
  const x = new Float64Array(COLUMNS);
  return () => {
    let text = "{";
    for (let column = 0; column < COLUMNS; column++) {
      const value = Math.round(random.normal() * 1e6) / 1e6;
      x[column] = value;
      text += `${column === 0 ? "" : ","}${keys[column]}${value}`;
    }
    const value =
      2 * x[0]! - x[1]! + 0.5 * x[2]! * x[3]! + Math.sin(2 * x[4]!) + 0.3 * x[5]! + random.normal();
    return [`${text}}`, `{"y":${task === "regression" ? value : value > 0 ? 1 : 0}}`];
  };
}

/**
 * The test set of Optical Recognition of Handwritten Digits (E. Alpaydin and C. Kaynak, 1998, UCI Machine Learning
 * Repository, CC BY 4.0), 1797 × 64, as scikit-learn ships it. `data/digits.txt` has a line for each: its pixels from 0
 * to g (16), and the digit.
 */
export function digits(): Dataset {
  const lines = readFileSync(join(import.meta.dir, "data", "digits.txt"), "utf8")
    .trim()
    .split("\n");
  const features = lines.map((line) => {
    const pixels = Array.from(
      line.slice(0, 64),
      (level, pixel) => `"p${pixel}":${Number.parseInt(level, 17)}`,
    );
    return `{${pixels.join(",")}}`;
  });
  return new RowTexts(
    "digits",
    features,
    lines.map((line) => `{"digit":${line.slice(65)}}`),
  );
}

/** Breast Cancer Wisconsin, 569 × 30, from the golden tests. */
export function breastCancer(): Dataset {
  const file = join(import.meta.dir, "..", "golden", "datasets", "breast_cancer.json");
  const { features, labels } = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown[]>;
  const texts = (rows: unknown[]) => rows.map((row) => JSON.stringify(row));
  return new RowTexts("breast_cancer", texts(features!), texts(labels!));
}

/** The rows of a table as JSON in one buffer, so that a body is put together without writing a number anew. */
class RowTexts implements Dataset {
  readonly rows: number;
  readonly #features: Buffer;
  readonly #labels: Buffer;
  /** Where each row of the features begins, and where one more would. */
  readonly #starts: Uint32Array;

  constructor(
    readonly name: string,
    features: readonly string[],
    labels: readonly string[],
  ) {
    this.rows = features.length;
    this.#features = Buffer.from(features.join(","));
    this.#labels = Buffer.from(labels.join(","));
    this.#starts = new Uint32Array(this.rows + 1);
    features.forEach((text, row) => {
      this.#starts[row + 1] = this.#starts[row]! + Buffer.byteLength(text) + 1;
    });
  }

  trainingBody(): Buffer {
    return Buffer.concat([
      Buffer.from('{"features":['),
      this.#features,
      Buffer.from('],"labels":['),
      this.#labels,
      Buffer.from("]}"),
    ]);
  }

  predictionBody(start: number, end: number): Buffer {
    const rows = this.#features.subarray(this.#starts[start]!, this.#starts[end]! - 1);
    return Buffer.concat([Buffer.from('{"features":['), rows, Buffer.from("]}")]);
  }
}
