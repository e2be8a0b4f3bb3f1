import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Random } from "../../src/learn/core/random.ts";

/** A table, in the form of request bodies. */
export interface Dataset {
  /** The name shown in tables. */
  readonly name: string;
  readonly rows: number;
  /** Returns the body of a training on all rows. */
  trainingBody(): Buffer;
  /** Returns the body of a prediction of the rows `start` to `end` − 1. */
  predictionBody(start: number, end: number): Buffer;
}

/** The kind of label of a synthetic table: one of two classes, or a number. */
export type TableTask = "classification" | "regression";

const COLUMNS = 20;

/**
 * Returns a synthetic table of `rows` × 20 normal numbers with six decimals (about 300 bytes per row), the same on
 * every machine. The label depends on six of the columns, with noise: for classes, `y` is 1 if the number is above
 * zero; otherwise it is the number itself.
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

/** A cache, because large tables take seconds. */
const madeUpTables = new Map<string, Dataset>();

/** Writes the body of a training on a synthetic table to a file in parts, for tables too large for the memory. */
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

/** Returns the name of a synthetic table with this number of rows. */
export function tableName(rows: number): string {
  return `${rows.toLocaleString("en-US")} × ${COLUMNS}`;
}

/** Returns a function that returns the next row as text: its features and its label. */
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
 * Repository, CC BY 4.0), 1797 × 64, as scikit-learn ships it. `data/digits.txt` has one line per image: the pixels
 * from 0 to g (16), and the digit.
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

/** The rows of a table as JSON in one buffer, from which bodies are copied without formatting numbers again. */
class RowTexts implements Dataset {
  readonly rows: number;
  readonly #features: Buffer;
  readonly #labels: Buffer;
  /** The start of each row of the features, followed by the end of the last. */
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
