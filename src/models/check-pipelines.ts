import { ValueError } from "../learn/errors.ts";
import { SILENT } from "../learn/estimator.ts";
import { columnNames, packRows } from "../learn/rows.ts";
import { readParameters, withoutEvaluation } from "../parameters.ts";
import { createPipeline } from "./create-pipeline.ts";
import { type Mistake, ModelFilesError, ownerOf } from "./mistakes.ts";
import { ModelError } from "./model-error.ts";
import { describeThrown, originIn } from "./origin.ts";
import type { RegisteredModel } from "./read-model-files.ts";
import { samplesOf } from "./sample-rows.ts";

/**
 * Lets every model build a pipeline with its defaults, for its sample rows or made-up ones; nothing is trained. Throws
 * `ModelFilesError` with the models whose `createPipeline` throws, or returns what cannot be trained and stored. A
 * `ValueError` is no mistake: the model may take other rows only.
 */
export function checkPipelines(models: Iterable<RegisteredModel>): void {
  const mistakes: Mistake[] = [];
  for (const registered of models) {
    const message = checkPipeline(registered);
    if (message !== undefined)
      mistakes.push({ owner: ownerOf(registered.file, registered.className), message });
  }
  if (mistakes.length > 0) throw new ModelFilesError(mistakes);
}

function checkPipeline({ model }: RegisteredModel): string | undefined {
  try {
    const { features } = samplesOf(model).tables[0]!;
    const table = packRows(features, columnNames(features), "features");
    createPipeline(
      model,
      withoutEvaluation(model.parameters, readParameters(model.parameters, {})),
      table,
      SILENT,
    );
    return undefined;
  } catch (error) {
    if (error instanceof ValueError) return undefined;
    return describeMistake(error);
  }
}

/** What a model did wrong, in words: a mistake that was found, or an exception of its own with its place. */
export function describeMistake(error: unknown): string {
  const { name, message, stack } = describeThrown(error);
  if (error instanceof ModelError) return message;
  const origin = originIn(stack);
  return `createPipeline throws ${name}: ${message}${origin === undefined ? "" : ` (${origin})`}`;
}
