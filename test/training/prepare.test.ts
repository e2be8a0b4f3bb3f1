import { expect, test } from "bun:test";
import * as v from "valibot";
import { readBody } from "../../src/ingest/plain-reader.ts";
import { SILENT } from "../../src/learn/core/fit-monitor.ts";
import { notNegative } from "../../src/learn/core/parameter-kinds.ts";
import { Ridge } from "../../src/learn/linear-model/ridge.ts";
import { Pipeline } from "../../src/learn/pipeline.ts";
import { Regressor, type SampleRows } from "../../src/models/model.ts";
import type { Parameters } from "../../src/models/parameters.ts";
import { samplesOf } from "../../src/models/sample-rows.ts";
import { prepareTraining } from "../../src/training/prepare.ts";

const parameters = v.object({ alpha: notNegative(1), offset: notNegative(2) });

/** A model that overrides every method that it may. */
class House extends Regressor<typeof parameters> {
  readonly name = "house";
  readonly description = "A house";
  readonly featureNames = ["size"];
  readonly labelNames = ["price"];
  readonly parameters = parameters;

  createPipeline({ alpha }: Parameters<typeof parameters>): Pipeline {
    return new Pipeline([new Ridge({ alpha })]);
  }
  override getDefaultParameters() {
    return { alpha: 7, offset: 3 };
  }
  override validateFeatures(): boolean {
    return true;
  }
  override sampleRows(): SampleRows {
    return { features: [{ size: 1 }, { size: 2 }], labels: [{ price: 1 }, { price: 2 }] };
  }
}

function prepare(sent: Record<string, unknown>) {
  const body = { ...samplesOf(new House()).tables[0], ...sent };
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  return prepareTraining(new House(), readBody(bytes, "training", { maxRows: 10, maxColumns: 10 }), SILENT);
}

test("a model's own getDefaultParameters are the defaults of a training; the parameters of the caller take precedence", () => {
  expect(prepare({}).parameters).toMatchObject({ alpha: 7, offset: 3 });
  const { parameters: read, pipeline, createPipeline } = prepare({ parameters: { alpha: 0.5 } });
  expect(read).toMatchObject({ alpha: 0.5, offset: 3, random_state: 0 });
  for (const made of [pipeline, createPipeline()])
    expect(made.estimator.parameters).toMatchObject({ alpha: 0.5 });
});
