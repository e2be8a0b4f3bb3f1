import { UsageError } from "../../errors.ts";
import { isPlainObject } from "../../learn/core/describe-value.ts";
import { ValueError } from "../../learn/core/errors.ts";
import { nearestName } from "../../learn/core/nearest-name.ts";
import type { Model } from "../../models/model.ts";
import { readParameters } from "../../models/parameters.ts";
import { REGISTRY } from "../../models/registry.ts";
import type { ColumnOptions } from "../../offline/choose-columns.ts";
import { mergeParameters } from "../../offline/merge-parameters.ts";
import { readSearch, type SearchSpace } from "../../offline/read-search.ts";
import { scoreOf } from "../../offline/search-parameters.ts";
import type { Invocation } from "../command.ts";

/** The arguments and options of `--evaluate`, checked. */
export interface EvaluateOptions {
  readonly model: Model;
  /** The file of rows; `-` is standard input. */
  readonly path: string;
  readonly columns: ColumnOptions;
  readonly search: { readonly space: SearchSpace; readonly score: string } | null;
  readonly isJson: boolean;
  /** Where the report is written; null for nowhere. */
  readonly reportPath: string | null;
}

/** Reads the options of `--evaluate`. Throws `UsageError`. */
export function readOptions({ arguments: [name, path], options }: Invocation): EvaluateOptions {
  const text = (option: string) => options[option] as string | undefined;
  const list = (option: string) => (options[option] ?? []) as readonly string[];
  const model = readModel(name!);
  const parametersText = readGiven(text("parameters"), text("cv"));
  const randomState = checkParameters(model, parametersText);
  const search = text("search");
  for (const option of ["tries", "score"]) {
    if (options[option] !== undefined && search === undefined)
      throw new UsageError(`--${option} belongs to --search`);
  }
  const tries = text("tries") === undefined ? null : readCount("tries", text("tries")!);
  return {
    model,
    path: path!,
    columns: { labels: list("label"), exclude: list("exclude"), parametersText },
    search:
      search === undefined
        ? null
        : { space: readSearch(search, model, tries, randomState), score: scoreOf(model, text("score")) },
    isJson: options.json === true,
    reportPath: text("report") ?? null,
  };
}

function readModel(name: string): Model {
  const registered = REGISTRY.get(name);
  if (registered !== undefined) return registered.model;
  const names = [...REGISTRY.keys()];
  const near = nearestName(name, names);
  const hint = near === undefined ? `there are ${names.join(", ")}` : `did you mean ${near}?`;
  throw new UsageError(`there is no model ${JSON.stringify(name)}; ${hint}`);
}

/** Returns the JSON of the parameters with the `cv` of the option, if it is given. */
function readGiven(parameters = "{}", cv: string | undefined): string {
  if (!isPlainObject(JSON.parse(parameters)))
    throw new UsageError(`--parameters must be a JSON object, such as '{"C": 0.5}'`);
  if (cv === undefined) return parameters;
  if (cv === "none") return mergeParameters(parameters, '{"cv": null}');
  const count = readCount("cv", cv);
  if (count < 2 || count > 1000)
    throw new UsageError(`--cv takes a number of folds from 2 to 1000, or none; got ${count}`);
  return mergeParameters(parameters, `{"cv": ${count}}`);
}

function readCount(option: string, text: string): number {
  const count = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (count >= 1) return count;
  throw new UsageError(`--${option} takes a whole number, got ${JSON.stringify(text)}`);
}

/** Checks parameters before any row is read. Returns the `random_state`. Throws `UsageError` for those that the model does not take. */
function checkParameters(model: Model, text: string): number {
  try {
    return Number(readParameters(model.parameters, JSON.parse(text), () => text).random_state);
  } catch (error) {
    if (error instanceof ValueError) throw new UsageError(`--parameters: ${error.message}`);
    throw error;
  }
}
