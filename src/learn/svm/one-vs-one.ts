import { ValueError } from "../core/errors.ts";
import type { EncodedClasses } from "../core/labels.ts";
import { type Matrix, takeMatrixRows } from "../core/matrix.ts";
import type { SolverSequence } from "../core/solver-sequence.ts";
import { columnMeans } from "../linalg/column-means.ts";
import type { Kernel } from "./kernel.ts";
import { KernelRows } from "./kernel-rows.ts";
import { type DualSolution, solveDual } from "./smo.ts";

/** What the machines of all pairs of classes have in common. */
interface OneVsOneProblem {
  readonly X: Matrix;
  readonly y: EncodedClasses;
  readonly kernel: Kernel;
  /** The upper bound on α for the rows of each class. */
  readonly bounds: Float64Array;
  /** The weight of each row, by which its bound is multiplied; rows of weight 0 are left out. Undefined for equal weights. */
  readonly sampleWeight: Float64Array | undefined;
  readonly tolerance: number;
  readonly shrinking: boolean;
  readonly maxIterations: number;
  /** Limit on the bytes of cached kernel rows. */
  readonly cacheBytes: number;
  /** Receives the iterations of the pairs, one after another. */
  readonly progress: SolverSequence;
}

/** One machine for each pair of classes, in terms of their common support vectors. */
interface OneVsOneSolution {
  /** The row number of each support vector, class by class, ascending within a class. */
  readonly support: Int32Array;
  /** Number of support vectors of each class. */
  readonly nSupport: Int32Array;
  /**
   * (K − 1) × support vectors, row-major: for a vector of class i, β against class j is in row j, or row j − 1
   * if j > i.
   */
  readonly dualCoef: Float64Array;
  /** One per pair: (0, 1), (0, 2), …, (1, 2), … */
  readonly intercept: Float64Array;
  readonly iterations: Int32Array;
  readonly converged: boolean;
}

/** Limit on the coefficients, beyond which a model is too large to store. */
const MAX_COEFFICIENTS = 2 ** 27;
/**
 * Rows are far from the origin if the square of their mean exceeds their variance by this factor. Nearer rows
 * are not moved, which rounds as libsvm does.
 */
const FAR = 1000;

/**
 * Trains a machine for every pair (i, j), i < j, of the K classes on the rows of both; its decision value is
 * positive in favour of class i. Throws `ValueError` if there are too many classes to store their machines, and
 * if a result is not finite.
 */
export function trainPairs(problem: OneVsOneProblem): OneVsOneSolution {
  const classCount = problem.y.classes.length;
  const { bounds, sampleWeight } = problem;
  const members = rowsOfClasses(problem.y, sampleWeight);
  const pairs = (classCount * (classCount - 1)) / 2;
  if (problem.X.rows * (classCount - 1) > MAX_COEFFICIENTS) {
    throw new ValueError(
      `SVC trains a machine for each of ${pairs} pairs of classes: ${classCount} classes are too many for ${problem.X.rows} rows`,
    );
  }
  const machines: PairMachine[] = [];
  const intercept = new Float64Array(pairs);
  const iterations = new Int32Array(pairs);
  let converged = true;
  for (let i = 0; i < classCount; i++) {
    for (let j = i + 1; j < classCount; j++) {
      const rows = concatenate(members[i]!, members[j]!);
      const positives = members[i]!.length;
      const ofRows = new Float64Array(rows.length).fill(bounds[i]!, 0, positives).fill(bounds[j]!, positives);
      for (let n = 0; sampleWeight !== undefined && n < rows.length; n++)
        ofRows[n]! *= sampleWeight[rows[n]!]!;
      const solution = trainPair(problem, rows, positives, ofRows);
      checkFinite(solution);
      intercept[machines.length] = solution.intercept;
      iterations[machines.length] = solution.iterations;
      converged &&= solution.converged;
      machines.push(sparse(i, j, rows, positives, solution.coefficients));
    }
  }
  return { ...joinMachines(machines, members, problem.X.rows), intercept, iterations, converged };
}

function trainPair(
  { X, kernel, tolerance, shrinking, maxIterations, cacheBytes, progress }: OneVsOneProblem,
  rows: Int32Array,
  positives: number,
  bounds: Float64Array,
): DualSolution {
  progress.next();
  const count = rows.length;
  const { data } = takeMatrixRows(X, rows);
  // Moving the origin changes only the intercept of these machines; close to it, products keep more digits.
  const isMoved = kernel.name === "rbf" || (kernel.name === "linear" && isFar(data, count, X.columns));
  const origin = isMoved ? centre(data, count, X.columns) : undefined;
  const kernelRows = new KernelRows(kernel, data, count, X.columns, cacheBytes);
  const solution = solveDual({
    rows: kernelRows,
    count,
    positives,
    bounds,
    tolerance,
    shrinking,
    maxIterations,
    onIteration: (done) => progress.iteration(done),
  });
  if (kernel.name !== "linear" || origin === undefined) return solution;
  const shift = scoreAt(origin, X, rows, solution.coefficients);
  return { ...solution, intercept: solution.intercept - shift };
}

/** Returns Σ β x · z over the rows: the score of a linear machine at `z` without its intercept. */
function scoreAt(z: Float64Array, X: Matrix, rows: Int32Array, coefficients: Float64Array): number {
  const p = X.columns;
  const weights = new Float64Array(p);
  for (let k = 0; k < rows.length; k++) {
    if (coefficients[k] === 0) continue;
    // Σ β is 0, so z can be subtracted from the rows, which makes the weights smaller.
    for (let j = 0; j < p; j++) weights[j]! += coefficients[k]! * (X.data[rows[k]! * p + j]! - z[j]!);
  }
  return weights.reduce((sum, weight, j) => sum + weight * z[j]!, 0);
}

/** Returns whether the rows are so far from the origin that their products hardly reflect their differences. */
function isFar(data: Float64Array, rows: number, p: number): boolean {
  const mean = columnMeans({ rows, columns: p, data });
  let squares = 0;
  for (let at = 0; at < data.length; at++) squares += data[at]! * data[at]!;
  const distance = mean.reduce((sum, value) => sum + value * value, 0);
  return distance > FAR * (squares / rows - distance);
}

/** Centres every column in place; returns the means. */
function centre(data: Float64Array, rows: number, p: number): Float64Array {
  const mean = columnMeans({ rows, columns: p, data });
  for (let i = 0, at = 0; i < rows; i++) for (let j = 0; j < p; j++, at++) data[at]! -= mean[j]!;
  return mean;
}

function checkFinite({ coefficients, intercept }: DualSolution): void {
  if (!(Number.isFinite(intercept) && coefficients.every(Number.isFinite))) {
    throw new ValueError(
      "The dual coefficients or intercepts are not finite: the data holds numbers too large, scale them; or a class has weight 0",
    );
  }
}

/** A machine in terms of its support vectors; those of class `i` come first. */
interface PairMachine {
  readonly i: number;
  readonly j: number;
  readonly rows: Int32Array;
  readonly coefficients: Float64Array;
  /** Number of support vectors of class `i`. */
  readonly ofFirst: number;
}

function sparse(
  i: number,
  j: number,
  rows: Int32Array,
  positives: number,
  coefficients: Float64Array,
): PairMachine {
  const isSupport = (_: number, k: number) => coefficients[k] !== 0;
  const kept = rows.filter(isSupport);
  const ofFirst = coefficients.subarray(0, positives).filter((value) => value !== 0).length;
  return { i, j, rows: kept, coefficients: coefficients.filter((value) => value !== 0), ofFirst };
}

/** Numbers the rows that are support vectors of any machine, and arranges the coefficients by these numbers. */
function joinMachines(
  machines: readonly PairMachine[],
  members: readonly Int32Array[],
  rows: number,
): Pick<OneVsOneSolution, "support" | "nSupport" | "dualCoef"> {
  const isSupport = new Uint8Array(rows);
  for (const machine of machines) for (const row of machine.rows) isSupport[row] = 1;
  const byClass = members.map((own) => own.filter((row) => isSupport[row] === 1));
  const nSupport = Int32Array.from(byClass, (own) => own.length);
  const support = new Int32Array(nSupport.reduce((a, b) => a + b, 0));
  const numberOf = new Int32Array(rows);
  let count = 0;
  for (const own of byClass) {
    for (const row of own) {
      numberOf[row] = count;
      support[count++] = row;
    }
  }
  const dualCoef = new Float64Array((members.length - 1) * count);
  for (const { i, j, rows: own, coefficients, ofFirst } of machines) {
    own.forEach((row, n) => {
      const against = n < ofFirst ? j - 1 : i;
      dualCoef[against * count + numberOf[row]!] = coefficients[n]!;
    });
  }
  return { support, nSupport, dualCoef };
}

function rowsOfClasses({ classes, codes }: EncodedClasses, weights: Float64Array | undefined): Int32Array[] {
  const counts = new Int32Array(classes.length);
  for (const code of codes) counts[code]!++;
  const members = Array.from(counts, (count) => new Int32Array(count));
  counts.fill(0);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    members[code]![counts[code]!++] = row;
  }
  return weights === undefined ? members : members.map((own) => own.filter((row) => weights[row]! > 0));
}

function concatenate(a: Int32Array, b: Int32Array): Int32Array {
  const result = new Int32Array(a.length + b.length);
  result.set(a);
  result.set(b, a.length);
  return result;
}
