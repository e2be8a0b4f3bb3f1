import { largestColumns } from "../core/class-decisions.ts";
import type { Explanation } from "../core/explanation.ts";
import type { Matrix } from "../core/matrix.ts";
import { logistic } from "../linalg/logistic.ts";
import { softmax } from "../linalg/softmax.ts";
import type { Pipeline } from "../pipeline.ts";
import type { Wanted } from "./replacement.ts";

/** Turns the outputs of an explanation into predictions. */
export type ResponseOf = (outputs: Matrix) => Matrix;

/** Two probabilities closer than this are taken for equal: outputs are added in another order than in a prediction. */
const TIE = 1e-9;

/** Returns how the outputs that are explained become predictions; undefined if that is not known. It may write to the outputs. */
export function responseOf(
  pipeline: Pipeline,
  { unit, predictionsOf }: Explanation,
  wanted: Wanted,
): ResponseOf | undefined {
  const { estimator, hasProbabilities } = pipeline;
  if (estimator.kind === "regressor") {
    if (unit === "label") return (outputs) => outputs;
    return unit === "log_label" ? mapped(Math.exp) : predictionsOf;
  }
  if (estimator.kind !== "classifier") return undefined;
  if (wanted === "prediction") {
    const cut = unit === "probability" ? 0.5 + TIE : 0;
    return (outputs) => classesOf(outputs, cut);
  }
  if (unit === "probability" || !hasProbabilities) return (outputs) => outputs;
  return (outputs) => {
    if (outputs.columns === 1) return mapped(logistic)(outputs);
    softmax(outputs.data, outputs.rows, outputs.columns);
    return outputs;
  };
}

function mapped(link: (value: number) => number): ResponseOf {
  return (outputs) => {
    const { data } = outputs;
    for (let at = 0; at < data.length; at++) data[at] = link(data[at]!);
    return outputs;
  };
}

function classesOf(outputs: Matrix, cut: number): Matrix {
  const { rows, columns, data } = outputs;
  if (columns > 1) return { rows, columns: 1, data: Float64Array.from(largestColumns(outputs)) };
  for (let i = 0; i < rows; i++) data[i] = data[i]! > cut ? 1 : 0;
  return outputs;
}
