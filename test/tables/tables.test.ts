import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { ServiceBed } from "../e2e/service-bed.ts";
import { PAGE, withScores } from "./document.ts";
import { measureFold, predict, recognizedIn } from "./measure.ts";
import {
  FOLDS,
  foldOf,
  mean,
  REFERENCES,
  type Results,
  readJson,
  readTable,
  TABLES,
  type Table,
  type Value,
} from "./tables.ts";

/** On a single fold of some hundred rows, another seed moves a score by about this. */
const CHANCE = 0.01;

const RESULTS: Results = readJson("scores.json");
const bed = new ServiceBed([...new Set(TABLES.map(({ model }) => model))]);

/** Returns rows unlike those of the table, each with a reason why: unknown values, nothing at all, keys left out. */
function strangeRows({ features }: Table, dates: readonly string[]): Record<string, Value>[] {
  const first = features.find((row) => dates.every((name) => row[name] !== null))!;
  const names = Object.keys(first);
  const changed = (change: (value: Value, name: string) => Value) =>
    Object.fromEntries(names.map((name) => [name, change(first[name]!, name)]));
  const unheardOf = (value: Value, name: string): Value => {
    if (dates.includes(name)) return "2391-02-28T23:59:59";
    if (typeof value === "string") return "never heard of ✓";
    return typeof value === "number" ? -1e12 : value;
  };
  return [
    first,
    changed(unheardOf),
    changed(() => null),
    Object.fromEntries(names.filter((_, index) => index % 2 === 0).map((name) => [name, first[name]!])),
    { ...first, another_column: "unknown to the model" },
  ];
}

describe.each([...TABLES])("the table $name", (entry) => {
  test("is learnt without any parameter, at least as well as by skrub", async () => {
    const table = readTable(entry);
    const fold = FOLDS - 1;
    const { score, runId } = await measureFold(bed, table, table.model, fold);
    const { tabular_pipeline, dummy } = REFERENCES.tables[table.name]!.scores;
    expect(score).toBeGreaterThan(tabular_pipeline[fold]! - CHANCE);
    expect(score).toBeGreaterThan(dummy[fold]! + 0.1);
    // Otherwise `bun run tables --write` has to bring the figures of the documentation up to date.
    const { scores, columns } = RESULTS[table.name]!;
    expect(score).toBeCloseTo(scores.model[fold]!, 5);
    expect(await recognizedIn(bed, table, runId)).toEqual(columns);

    const rows = strangeRows(table, columns.dates);
    const { predictions } = await predict(bed, runId, rows);
    expect(predictions).toHaveLength(rows.length);
    const classes = new Set<unknown>(table.labels);
    const isPossible = (value: unknown) =>
      table.metric === "r2" ? Number.isFinite(value) : classes.has(value);
    expect(predictions.filter((value) => !isPossible(value))).toEqual([]);
    expect(predictions.at(-1)).toEqual(predictions[0]!);
  }, 120_000);

  test("was learnt at least as well as by skrub on all folds", () => {
    const { scores } = RESULTS[entry.name]!;
    expect([scores.model.length, scores.boosting.length]).toEqual([FOLDS, FOLDS]);
    const reference = mean(REFERENCES.tables[entry.name]!.scores.tabular_pipeline);
    expect(mean(scores.model)).toBeGreaterThan(reference);
  });

  test("has folds that test other rows than they learn from", () => {
    const table = readTable(entry);
    expect(table.labels.length).toBe(REFERENCES.tables[entry.name]!.rows);
    expect(table.labels).not.toContain(null as never);
    for (let fold = 0; fold < FOLDS; fold++) {
      const { train, test: tested } = foldOf(table, fold);
      expect(tested.length).toBeGreaterThan(50);
      if (entry.ordered) expect(Math.max(...train)).toBeLessThan(Math.min(...tested));
      else expect(new Set([...train, ...tested]).size).toBe(table.labels.length);
    }
  });
});

test("docs/real-tables.md shows the scores that `bun run tables --write` measured", () => {
  const page = readFileSync(PAGE, "utf8");
  expect(withScores(page, RESULTS)).toBe(page);
});
