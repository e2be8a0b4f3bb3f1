import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Row } from "../../src/ingest/row-column.ts";
import { decodeMessagePack } from "../../src/learn/core/messagepack.ts";
import { restoreStep } from "../../src/models/registry.ts";
import { decodePipeline, encodePipeline } from "../../src/models/stored-pipeline.ts";
import { answer } from "../training/train.ts";

/** Pipelines that earlier versions stored, which cannot be made again, and what they predicted for some rows. */
interface Fixtures {
  readonly rows: readonly Row[];
  readonly pipelines: readonly {
    readonly model: string;
    readonly predictions: readonly unknown[];
    readonly probabilities?: readonly number[];
    readonly scores?: readonly number[];
  }[];
}

const FOLDER = join(import.meta.dir, "fixtures", "format-1");
const bytesOf = (model: string, folder = FOLDER) => readFileSync(join(folder, `${model}.msgpack`));
const fixturesIn = (folder: string): Fixtures =>
  JSON.parse(readFileSync(join(folder, "predictions.json"), "utf8"));
const { rows, pipelines } = fixturesIn(FOLDER);

describe("a pipeline of format version 1", () => {
  for (const { model, predictions, probabilities, scores } of pipelines) {
    test(`of ${model} predicts as it did, and is not explained`, async () => {
      const bytes = bytesOf(model);
      expect(decodeMessagePack(bytes)).toMatchObject({ version: 1, model });
      const stored = decodePipeline(bytes, restoreStep);
      const { hasProbabilities, hasScores } = stored.pipeline;
      const found = await answer(stored, rows, hasProbabilities, { scores: hasScores });
      expect(found.predictions as unknown).toEqual(predictions);
      expect(found.probabilities?.flatMap((row) => Object.values(row))).toEqual(probabilities as number[]);
      expect(found.scores?.flat()).toEqual(scores as number[]);
      await expect(answer(stored, rows, false, { explain: true })).rejects.toMatchObject({
        kind: "conflict",
        message: expect.stringMatching(
          /^the stored pipeline of run 1 cannot be explained: .* lacks .*; train the run again$/,
        ),
      });
    });
  }

  test("is written again in the present version, and still lacks what it lacked", async () => {
    const again = encodePipeline(decodePipeline(bytesOf("ridge"), restoreStep));
    expect(decodeMessagePack(again)).toMatchObject({ version: 2 });
    const stored = decodePipeline(again, restoreStep);
    await expect(answer(stored, rows, false, { explain: true })).rejects.toThrow("train the run again");
  });
});

describe("a pipeline from before dates were read as such", () => {
  const folder = join(import.meta.dir, "fixtures", "dates-as-categories");
  const { rows, pipelines } = fixturesIn(folder);
  for (const { model, predictions } of pipelines) {
    test(`of ${model} takes them for categories, as it did`, async () => {
      const stored = decodePipeline(bytesOf(model, folder), restoreStep);
      expect(stored.pipeline.schema.featureKinds).toEqual(["string", "numeric"]);
      expect((await answer(stored, rows)).predictions as unknown).toEqual(predictions);
    });
  }
});
