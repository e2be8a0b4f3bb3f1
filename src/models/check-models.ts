import { nextTurn } from "../deadline.ts";
import { columnNames, packRows } from "../ingest/rows.ts";
import { ValueError } from "../learn/core/errors.ts";
import { SILENT } from "../learn/core/fit-monitor.ts";
import type { Table } from "../learn/core/table.ts";
import { createPipeline } from "./create-pipeline.ts";
import { type Mistake, ModelFilesError, ownerOf } from "./mistakes.ts";
import { ANY_FEATURES, type Model } from "./model.ts";
import { ModelError } from "./model-error.ts";
import { describeThrown, originIn } from "./origin.ts";
import { pipelineParameters, readParameters } from "./parameters.ts";
import { type CreatedModel, checkCreated, type RegisteredModel } from "./read-model-files.ts";
import { samplesOf } from "./sample-rows.ts";

/**
 * Checks the members of every model (see `checkModel`). If there are no mistakes, it also checks that each model creates a
 * pipeline with its defaults, for its sample rows or made-up ones. Nothing is trained. The event loop runs between two models.
 * Throws `ModelFilesError` for models with mistakes, and for those whose `createPipeline` throws or returns a pipeline that
 * cannot be trained and stored. A `ValueError` is not a mistake, because the model may accept only other rows.
 */
export async function checkModelsInTurns(
  created: Iterable<CreatedModel>,
  models: Iterable<RegisteredModel>,
): Promise<void> {
  const mistakes: Mistake[] = [];
  for (const model of created) {
    mistakes.push(...checkCreated(model));
    await nextTurn();
  }
  if (mistakes.length > 0) throw new ModelFilesError(mistakes);
  const samples = new SampleFeatures();
  for (const registered of models) {
    const message = checkPipeline(registered, samples);
    if (message !== undefined)
      mistakes.push({ owner: ownerOf(registered.file, registered.className), message });
    await nextTurn();
  }
  if (mistakes.length > 0) throw new ModelFilesError(mistakes);
}

/** The features for which pipelines are created. All models of any columns share one made-up table. */
class SampleFeatures {
  #mixed: Table | undefined;

  of(model: Model): Table {
    const isMixed = model.featureNames === ANY_FEATURES && model.sampleRows === undefined;
    if (isMixed && this.#mixed !== undefined) return this.#mixed;
    const { features } = samplesOf(model).tables[0]!;
    const table = packRows(features, columnNames(features), "features");
    if (isMixed) this.#mixed = table;
    return table;
  }
}

function checkPipeline({ model }: RegisteredModel, samples: SampleFeatures): string | undefined {
  try {
    const features = samples.of(model);
    const parameters = pipelineParameters(model.parameters, readParameters(model.parameters, {}));
    createPipeline(model, parameters, features, SILENT);
    return undefined;
  } catch (error) {
    if (error instanceof ValueError) return undefined;
    return describeMistake(error);
  }
}

/** Returns the message of a mistake that mlsvc found, or describes an exception of the model with its place. */
function describeMistake(error: unknown): string {
  const { name, message, stack } = describeThrown(error);
  if (error instanceof ModelError) return message;
  const origin = originIn(stack);
  return `createPipeline throws ${name}: ${message}${origin === undefined ? "" : ` (${origin})`}`;
}
