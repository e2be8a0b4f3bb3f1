import { expect, test } from "bun:test";
import { differenceOf } from "./agreement.ts";
import { chart } from "./chart.ts";
import { madeUpTable } from "./datasets.ts";
import { withSection } from "./document.ts";
import type { Figures, Load } from "./loads/load.ts";
import { measureLoad } from "./measure.ts";
import { readOptions } from "./options.ts";
import { markdownTable, summary } from "./report.ts";
import { resultOf } from "./results.ts";
import type { ParticipantName } from "./servers/participant.ts";
import { median, quantile } from "./statistics.ts";
import { ROWS, type Row, type Target } from "./targets.ts";

const load: Load = {
  participants: ["mlsvc", "peer", "limit"],
  rounds: 3,
  warmUp: true,
  prepare: async () => ({ once: async () => ({}), end() {} }),
};

function row(unit: Row["unit"], target: Target): Row {
  return { id: "id", group: "group", work: "work", unit, load, figure: "x", target };
}

function rounds(values: Partial<Record<ParticipantName, number[]>>): Map<ParticipantName, Figures[]> {
  const entries = Object.entries(values) as [ParticipantName, number[]][];
  return new Map(entries.map(([name, list]) => [name, list.map((x) => ({ x }))]));
}

test("the median and the quantiles are interpolated between the sorted values", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(quantile([10, 0, 20], 0.25)).toBe(5);
  expect(quantile([7], 0.99)).toBe(7);
  expect(median([])).toBeNaN();
});

test("a ratio is the median over the rounds, so one disturbed round does not change it", () => {
  const result = resultOf(
    row("ms", { against: "peer", times: 5 }),
    rounds({ mlsvc: [1, 10, 2], peer: [5, 50, 4] }),
  );
  expect(result.ratio).toBe(5);
  expect(result.medians).toEqual({ mlsvc: 2, peer: 5 });
  expect(result.holds).toBe(true);
});

test("more requests per second and less time are better, and a missed target is reported", () => {
  const measured = rounds({ mlsvc: [200], peer: [50], limit: [100] });
  expect(resultOf(row("requests/s", { against: "peer", times: 5 }), measured)).toMatchObject({
    ratio: 4,
    holds: false,
    medians: { mlsvc: 200, peer: 50 },
  });
  expect(resultOf(row("ms", { against: "limit", times: 0.5 }), measured)).toMatchObject({
    ratio: 0.5,
    holds: true,
    medians: { mlsvc: 200, limit: 100 },
  });
  expect(resultOf(row("MiB", { against: "fixed", atMost: 199 }), measured)).toMatchObject({
    ratio: 0.25,
    holds: false,
  });
});

test("without the peer its rows have no ratio and no verdict, but fixed targets have one", () => {
  const measured = rounds({ mlsvc: [200] });
  expect(resultOf(row("ms", { against: "peer", times: 5 }), measured)).toMatchObject({
    ratio: null,
    holds: null,
  });
  expect(resultOf(row("ms", { against: "fixed", atMost: 200 }), measured).holds).toBe(true);
  expect(resultOf(row("ms", null), measured).holds).toBeNull();
});

test("participants are measured in turn, and the warm-up round is discarded", async () => {
  const calls: string[] = [];
  let ended = 0;
  const counting: Load = {
    ...load,
    participants: ["mlsvc", "peer"],
    prepare: async ({ name }) => ({
      once: async () => ({ x: calls.push(name) }),
      end() {
        ended++;
      },
    }),
  };
  const subjects = (["mlsvc", "peer", "limit"] as const).map((name) => ({ name }) as never);
  const scale = { rows: (whole: number) => whole, milliseconds: (whole: number) => whole };
  const figures = await measureLoad(counting, subjects, scale, { rounds: 2, warmUp: true });
  expect(calls).toEqual(["mlsvc", "peer", "mlsvc", "peer", "mlsvc", "peer"]);
  expect(figures.get("mlsvc")).toEqual([{ x: 3 }, { x: 5 }]);
  expect(figures.get("peer")).toEqual([{ x: 4 }, { x: 6 }]);
  expect(figures.has("limit")).toBe(false);
  expect(ended).toBe(2);
});

test("the table groups its rows, and the summary names the missed targets", () => {
  const held = resultOf(row("ms", { against: "peer", times: 2 }), rounds({ mlsvc: [0.3], peer: [1.5] }));
  const missed = resultOf(
    { ...row("MiB", { against: "fixed", atMost: 100 }), id: "memory" },
    rounds({ mlsvc: [1234.5] }),
  );
  expect(markdownTable([held, missed]).split("\n").slice(2)).toEqual([
    "| **group** |  |  |  |  |  |  |",
    "| work | 1.5 ms |  | 0.3 ms | 5 | 2 | yes |",
    "| work |  |  | 1,235 MiB |  | 100 MiB | no |",
  ]);
  expect(summary([held, missed])).toBe("1 of 2 targets hold; not: memory");
});

test("the chart has a bar for each ratio, to the right if mlsvc is better and to the left if it is worse", () => {
  const target: Target = { against: "peer", times: 2 };
  const ahead = resultOf(row("ms", target), rounds({ mlsvc: [1], peer: [4] }));
  const behind = resultOf(row("ms", target), rounds({ mlsvc: [4], peer: [1] }));
  const without = resultOf(row("ms", target), rounds({ mlsvc: [4] }));
  const svg = chart([ahead, behind, without]);
  expect(svg.match(/<rect class="faster"/g)).toHaveLength(1);
  expect(svg.match(/<rect class="slower"/g)).toHaveLength(1);
  const [right, left] = ["faster", "slower"].map((kind) =>
    Number(new RegExp(`<rect class="${kind}" x="([\\d.]+)"`).exec(svg)![1]),
  );
  expect(left!).toBeLessThan(right!);
  expect(svg).toContain("prefers-color-scheme:dark");
});

test("ids are unique, and each row's target names a participant of its load", () => {
  expect(new Set(ROWS.map(({ id }) => id)).size).toBe(ROWS.length);
  for (const { load, target } of ROWS) {
    expect(load.participants).toContain("mlsvc");
    if (target !== null && target.against !== "fixed") expect(load.participants).toContain(target.against);
  }
});

test("a synthetic table is the same each time, and its bodies are JSON with the requested number of rows", () => {
  const table = madeUpTable(30);
  const training = JSON.parse(table.trainingBody().toString());
  expect(training.features).toHaveLength(30);
  expect(Object.keys(training.features[0])).toHaveLength(20);
  expect(training.labels).toHaveLength(30);
  expect(new Set(training.labels.map(({ y }: { y: number }) => y))).toEqual(new Set([0, 1]));
  const { features } = JSON.parse(madeUpTable(40).predictionBody(2, 5).toString());
  expect(features).toEqual(training.features.slice(2, 5));
});

test("a section is replaced between its markers, and a document without them is refused", () => {
  const document = "a\n<!-- written by `bun run x --write` -->\nold\n<!-- end of x -->\nb";
  const written = withSection(document, "x", "new");
  expect(written).toBe("a\n<!-- written by `bun run x --write` -->\n\nnew\n\n<!-- end of x -->\nb");
  expect(withSection(written, "x", "new")).toBe(written);
  expect(() => withSection("nothing", "x", "new")).toThrow("lacks");
});

test("different results of two sides are detected", () => {
  const metrics = { r2: "0.9", rmse: "1", mae: "0.5", n_rows: "4", n_features: "20" };
  const own = { metrics, predictions: [1, 2, 3, 4] };
  expect(differenceOf("regression", own, { metrics, predictions: [1, 2, 3, 4 + 1e-9] })).toBeUndefined();
  expect(differenceOf("regression", own, { metrics, predictions: [1, 2, 3, 4.1] })).toContain("3 of 4");
  expect(differenceOf("regression", own, { metrics, predictions: [1, 2, 3] })).toContain("3 of 4");
  const { mae: _, ...fewer } = metrics;
  expect(differenceOf("regression", own, { metrics: fewer, predictions: [1, 2, 3, 4] })).toContain("mae");
});

test("invalid options are refused by name", () => {
  expect(readOptions(["--only", "a", "--only", "b", "--repeat", "3"])).toMatchObject({
    only: ["a", "b"],
    repeat: 3,
    install: true,
  });
  expect(() => readOptions(["--repeat", "0"])).toThrow("--repeat");
  expect(() => readOptions(["--write", "--quick"])).toThrow("--write");
  expect(() => readOptions(["--fast"])).toThrow("--fast");
});
