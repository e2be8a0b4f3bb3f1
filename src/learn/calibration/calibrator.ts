import { ValueError } from "../core/errors.ts";
import type { Matrix } from "../core/matrix.ts";
import { checkFinite, checkLengths, checkSound } from "../core/restored.ts";
import { takeDoubles, takeIntegers, takeRows } from "../core/take.ts";
import { columnOf } from "../metrics/scores.ts";
import { type IsotonicCurve, isotonicCurve, valuesOf } from "./isotonic-curve.ts";
import type { Scores } from "./scores.ts";
import { fitSigmoid, sigmoidOf } from "./sigmoid.ts";
import { fitTemperature, probabilitiesAt } from "./temperature.ts";

/**
 * What turns the scores of a classifier into probabilities, as plain data: for `sigmoid` and `isotonic` one function per column of
 * scores (a single column for two classes), for `temperature` one number.
 */
export type Calibrator =
  | { readonly method: "sigmoid"; readonly a: Float64Array; readonly b: Float64Array }
  | { readonly method: "isotonic"; readonly curves: readonly IsotonicCurve[] }
  | { readonly method: "temperature"; readonly beta: number };

/** How probabilities are calibrated. */
export type Method = Calibrator["method"];

/**
 * Fits a calibrator to the scores of rows that the classifier has not learnt from, and their classes. `sampleWeight` has the weights
 * of the rows, some of them positive; undefined for equal ones. Throws `ValueError` for scores that are not finite.
 */
export function fitCalibrator(
  method: Method,
  scores: Scores,
  codes: Int32Array,
  sampleWeight?: Float64Array,
): Calibrator {
  if (!scores.values.data.every(Number.isFinite)) {
    throw new ValueError(
      "scores that are not finite cannot be calibrated: the data holds numbers too large, scale them",
    );
  }
  const weights = sampleWeight ?? new Float64Array(codes.length).fill(1);
  return calibratorOf(method, withWeight({ scores, codes, weights }));
}

/** What a calibrator is fitted to. */
interface ScoredRows {
  readonly scores: Scores;
  readonly codes: Int32Array;
  readonly weights: Float64Array;
}

/** Leaves out the rows of weight 0. */
function withWeight({ scores, codes, weights }: ScoredRows): ScoredRows {
  if (weights.every((weight) => weight > 0)) return { scores, codes, weights };
  const kept = Int32Array.from(weights.keys()).filter((row) => weights[row]! > 0);
  const { columns, data } = scores.values;
  const values = { rows: kept.length, columns, data: takeRows(data, columns, kept) };
  return {
    scores: { ...scores, values },
    codes: takeIntegers(codes, kept),
    weights: takeDoubles(weights, kept),
  };
}

/** Every weight must be positive. */
function calibratorOf(method: Method, { scores, codes, weights }: ScoredRows): Calibrator {
  if (method === "temperature") return { method, beta: fitTemperature(logitsOf(scores), codes, weights) };
  const { columns } = scores.values;
  const parts = Array.from({ length: columns }, (_, k) => ({
    own: columnOf(scores.values, k),
    isPositive: Uint8Array.from(codes, (code) => (code === (columns === 1 ? 1 : k) ? 1 : 0)),
  }));
  if (method === "isotonic") {
    return { method, curves: parts.map(({ own, isPositive }) => isotonicCurve(own, isPositive, weights)) };
  }
  const sigmoids = parts.map(({ own, isPositive }) => fitSigmoid(own, isPositive, weights));
  return {
    method,
    a: Float64Array.from(sigmoids, ({ a }) => a),
    b: Float64Array.from(sigmoids, ({ b }) => b),
  };
}

/**
 * Returns n × K probabilities. Of three classes or more, those of the classes are divided by their sum; if all are 0, each class has
 * 1 / K.
 */
export function probabilitiesOf(calibrator: Calibrator, scores: Scores): Matrix {
  if (calibrator.method === "temperature") return probabilitiesAt(calibrator.beta, logitsOf(scores));
  const { rows, columns } = scores.values;
  const width = Math.max(columns, 2);
  const data = new Float64Array(rows * width);
  for (let k = 0; k < columns; k++) {
    const own = columnOf(scores.values, k);
    const values =
      calibrator.method === "sigmoid"
        ? sigmoidOf({ a: calibrator.a[k]!, b: calibrator.b[k]! }, own)
        : valuesOf(calibrator.curves[k]!, own);
    const to = columns === 1 ? 1 : k;
    for (let i = 0; i < rows; i++) data[i * width + to] = values[i]!;
  }
  if (columns === 1) for (let at = 0; at < data.length; at += 2) data[at] = 1 - data[at + 1]!;
  else normalize(data, width);
  return { rows, columns: width, data };
}

/** Throws `StateError` unless `calibrator` can be applied to scores of `columns` columns. */
export function checkCalibrator(type: string, calibrator: Partial<Calibrator> | null, columns: number): void {
  if (calibrator?.method === "sigmoid") {
    const { a, b } = calibrator;
    checkLengths(type, [a, b], columns);
    checkFinite(type, [a!, b!]);
  } else if (calibrator?.method === "isotonic") {
    const { curves } = calibrator;
    checkSound(type, Array.isArray(curves) && curves.length === columns);
    for (const curve of curves!) checkCurve(type, curve);
  } else {
    const { beta } = (calibrator ?? {}) as { readonly beta?: unknown };
    checkSound(type, calibrator?.method === "temperature" && typeof beta === "number");
    checkSound(type, Number.isFinite(beta) && (beta as number) > 0);
  }
}

/** Values of a curve are probabilities. */
function checkCurve(type: string, curve: Partial<IsotonicCurve> | null | undefined): void {
  const { x, y } = curve ?? {};
  checkSound(type, x instanceof Float64Array && x.length > 0);
  checkLengths(type, [x, y], x!.length);
  checkFinite(type, [x!, y!]);
  for (let i = 0; i < x!.length; i++) {
    checkSound(type, i === 0 || x![i]! > x![i - 1]!);
    checkSound(type, y![i]! >= 0 && y![i]! <= 1);
  }
}

function normalize(data: Float64Array, width: number): void {
  for (let at = 0; at < data.length; at += width) {
    let sum = 0;
    for (let k = at; k < at + width; k++) sum += data[k]!;
    for (let k = at; k < at + width; k++) data[k] = sum === 0 ? 1 / width : data[k]! / sum;
  }
}

/** Keeps the logarithm of a probability of 0 finite: scikit-learn's. */
const EPSILON = 1e-12;

/** Returns n × K logits: decision values, of two classes −x and x, or the logarithms of probabilities. */
function logitsOf({ values, areProbabilities }: Scores): Matrix {
  const { rows, columns, data } = values;
  if (columns > 1) {
    return areProbabilities ? { rows, columns, data: data.map((p) => Math.log(p + EPSILON)) } : values;
  }
  const logits = new Float64Array(2 * rows);
  for (let i = 0; i < rows; i++) {
    const value = data[i]!;
    logits[2 * i] = areProbabilities ? Math.log(1 - value + EPSILON) : -value;
    logits[2 * i + 1] = areProbabilities ? Math.log(value + EPSILON) : value;
  }
  return { rows, columns: 2, data: logits };
}
