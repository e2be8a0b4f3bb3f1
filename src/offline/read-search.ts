import { UsageError } from "../errors.ts";
import { isPlainObject } from "../learn/core/describe-value.ts";
import { ValueError } from "../learn/core/errors.ts";
import { nearestName } from "../learn/core/nearest-name.ts";
import { type Combination, type Grid, ParameterGrid } from "../learn/model-selection/parameter-grid.ts";
import { type ParameterRange, ParameterSampler } from "../learn/model-selection/parameter-sampler.ts";
import type { Model } from "../models/model.ts";
import { parametersJsonSchema } from "../models/parameters.ts";
import { parseAsWritten, plain } from "./written-json.ts";

/** Most combinations of a search. More are a mistake, or better drawn at random. */
const MOST_COMBINATIONS = 10_000;

/** What cannot be searched: it decides how each combination is measured, and which columns are learnt. */
const NOT_SEARCHED = ["cv", "validation_fraction", "cv_groups", "cv_time", "sample_weight"];

/** The combinations of parameters of a search. */
export interface SearchSpace extends Iterable<Combination> {
  readonly length: number;
}

/** The JSON Schema of a parameter, as far as it matters here. */
interface ParameterSchema {
  readonly type?: string;
  readonly anyOf?: readonly ParameterSchema[];
}

/**
 * Reads the JSON of `--search`: an object of parameter: list of values, or a list of such objects. With `tries`, that many
 * combinations are drawn at random by `seed`, and a parameter may also have a range `{"low": …, "high": …, "log": …}`, of whole
 * numbers for a parameter that takes nothing else. Numbers in lists are kept as they are written: 1.0 remains a fraction.
 * Throws `UsageError`.
 */
export function readSearch(json: string, model: Model, tries: number | null, seed: number): SearchSpace {
  const given = parseAsWritten(json);
  const grids = Array.isArray(given) ? given : [given];
  if (grids.length === 0 || !grids.every((grid) => isPlainObject(grid) && Object.keys(grid).length > 0))
    throw new UsageError(
      `--search must be an object of parameter: list of values, such as '{"C": [0.1, 1, 10]}'`,
    );
  const schemas = parametersJsonSchema(model.parameters).properties as Readonly<
    Record<string, ParameterSchema>
  >;
  for (const grid of grids) checkGrid(grid, schemas, tries !== null);
  try {
    const space =
      tries === null ? new ParameterGrid(grids as Grid[]) : samplerOf(grids, schemas, tries, seed);
    if (space.length <= MOST_COMBINATIONS) return space;
    throw new UsageError(
      `--search has ${space.length} combinations, more than ${MOST_COMBINATIONS}; try some of them with --tries N`,
    );
  } catch (error) {
    if (error instanceof ValueError) throw new UsageError(`--search: ${error.message}`);
    throw error;
  }
}

function samplerOf(
  grids: readonly Record<string, unknown>[],
  schemas: Readonly<Record<string, ParameterSchema>>,
  tries: number,
  seed: number,
): ParameterSampler {
  const [grid, another] = grids;
  if (another !== undefined) throw new UsageError("--tries takes one object in --search, not a list of them");
  const distributions = Object.entries(grid!).map(([name, values]) => [
    name,
    Array.isArray(values) ? values : rangeOf(values as Record<string, unknown>, schemas[name]!),
  ]);
  return new ParameterSampler(Object.fromEntries(distributions), tries, seed);
}

function checkGrid(
  grid: Record<string, unknown>,
  schemas: Readonly<Record<string, ParameterSchema>>,
  isRandom: boolean,
): void {
  const known = Object.keys(schemas).filter((name) => !NOT_SEARCHED.includes(name));
  for (const [name, values] of Object.entries(grid)) {
    const named = JSON.stringify(name);
    if (NOT_SEARCHED.includes(name))
      throw new UsageError(
        `--search: ${named} must be the same for all combinations, so that they compare; give it in --parameters`,
      );
    if (!known.includes(name)) {
      const near = nearestName(name, known);
      const hint = near === undefined ? "" : `did you mean ${JSON.stringify(near)}? `;
      throw new UsageError(
        `--search: ${named} is not a parameter of this model; ${hint}known: ${known.join(", ")}`,
      );
    }
    if (Array.isArray(values)) continue;
    if (!isPlainObject(values))
      throw new UsageError(`--search: ${named} must be a list of values, such as {${named}: [0.1, 1, 10]}`);
    if (!isRandom)
      throw new UsageError(
        `--search: ${named} is a range, of which values are drawn at random: add --tries N`,
      );
  }
}

/** Returns the range that was written as `{"low": 0.001, "high": 100, "log": true}`. */
function rangeOf(written: Record<string, unknown>, schema: ParameterSchema): ParameterRange {
  const { low, high, log = false, ...others } = written;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    throw new ValueError(`a range has low, high and log, not ${JSON.stringify(unknown)}`);
  const [from, to] = [Number(plain(low)), Number(plain(high))];
  if (
    low === undefined ||
    high === undefined ||
    typeof log !== "boolean" ||
    Number.isNaN(from) ||
    Number.isNaN(to)
  )
    throw new ValueError(`a range is written {"low": 0.001, "high": 100, "log": true}`);
  const types = typesOf(schema);
  const isWhole = Number.isInteger(low) && Number.isInteger(high);
  return { low: from, high: to, log, integer: types.has("integer") && (isWhole || !types.has("number")) };
}

function typesOf({ type, anyOf = [] }: ParameterSchema): ReadonlySet<string> {
  return new Set([...(type === undefined ? [] : [type]), ...anyOf.flatMap((each) => [...typesOf(each)])]);
}
