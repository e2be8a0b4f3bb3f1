import { describe, expect, test } from "bun:test";
import { Random } from "../../../src/learn/core/random.ts";
import type { Output } from "../../../src/learn/neural-network/activations.ts";
import { Backpropagation } from "../../../src/learn/neural-network/backpropagation.ts";
import { classTargets, numericTargets, type Targets } from "../../../src/learn/neural-network/examples.ts";
import { network } from "../../../src/learn/neural-network/network.ts";
import { adam, type Optimizer, sgd } from "../../../src/learn/neural-network/optimizers.ts";
import { type PassOptions, runPasses } from "../../../src/learn/neural-network/passes.ts";
import { distance } from "../linear-model/reference-data.ts";

const GRADIENTS = [
  [0.5, -2, 1e-3],
  [-1, 0.25, 3],
  [0.1, 0.1, -0.1],
];
const SGD = { learningRate: 0.1, schedule: "constant", power: 0.5, momentum: 0.9, nesterov: true } as const;

/** Returns the weights after three steps from (1, 2, 3). */
function follow(optimizer: Optimizer): Float64Array {
  const weights = new Float64Array([1, 2, 3]);
  for (const gradient of GRADIENTS) optimizer.step(weights, Float64Array.from(gradient));
  return weights;
}

describe("three steps have the same result as scikit-learn's optimizers", () => {
  test("by adam", () => {
    const reached = follow(adam(3, { learningRate: 0.01, beta1: 0.8, beta2: 0.9, epsilon: 1e-6 }));
    expect(distance(reached, [0.99658205988462, 2.019038146880142, 2.9769212321650986])).toBeLessThan(1e-15);
  });

  test("by sgd with and without Nesterov's momentum", () => {
    expect(distance(follow(sgd(3, SGD)), [1.08005, 2.60105, 2.2056561])).toBeLessThan(1e-15);
    const plain = follow(sgd(3, { ...SGD, momentum: 0.6, nesterov: false }));
    expect(distance(plain, [1.052, 2.3420000000000005, 2.5298039999999995])).toBeLessThan(1e-15);
  });

  test("by sgd with the schedule invscaling", () => {
    const optimizer = sgd(3, { ...SGD, schedule: "invscaling" });
    optimizer.passEnds(99);
    expect(distance(follow(optimizer), [1.008005, 2.0601049999999996, 2.92056561])).toBeLessThan(1e-15);
  });

  test("by sgd with the schedule adaptive, until the rate is too small", () => {
    const optimizer = sgd(3, { ...SGD, schedule: "adaptive" });
    expect(optimizer.stops()).toBe(false);
    expect(distance(follow(optimizer), [1.0160099999999999, 2.12021, 2.84113122])).toBeLessThan(1e-15);
    let times = 1;
    while (!optimizer.stops()) times++;
    expect(times).toBe(8);
    expect(sgd(3, SGD).stops()).toBe(true);
  });
});

const ROWS = 11;
const X = {
  rows: ROWS,
  columns: 3,
  data: Float64Array.from({ length: 3 * ROWS }, (_, i) => Math.sin(2.1 * i) * 1.5),
};
const codes = (K: number) => Int32Array.from({ length: ROWS }, (_, i) => (i * 5) % K);
const NUMBERS = {
  rows: ROWS,
  columns: 2,
  data: Float64Array.from({ length: 2 * ROWS }, (_, i) => Math.cos(1.3 * i) * 3),
};
const FIRST = { ...NUMBERS, columns: 1, data: NUMBERS.data.filter((_, i) => i % 2 === 0) };
const COUNTS = { ...NUMBERS, data: NUMBERS.data.map((value) => Math.abs(Math.round(value))) };
const THREE_PASSES = { mostPasses: 3, batchSize: 4, shuffle: false, tol: 1e-4, noChangeLimit: 10 };
const ADAM = { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** Trains from the weights sin(1) / 2, sin(2) / 2, …, as for the recorded results of scikit-learn. */
function train(
  hidden: readonly number[],
  activation: "relu" | "tanh" | "logistic",
  output: Output,
  targets: Targets,
  alpha: number,
  optimizerOf: (size: number) => Optimizer,
  options: PassOptions = THREE_PASSES,
) {
  const shape = network([3, ...hidden, targets.width], activation, output);
  const weights = Float64Array.from({ length: shape.size }, (_, i) => Math.sin(i + 1) * 0.5);
  const backpropagation = new Backpropagation(shape, { X, targets }, alpha, ROWS);
  const order = Int32Array.from({ length: ROWS }, (_, i) => i);
  const result = runPasses(backpropagation, optimizerOf(shape.size), weights, order, new Random(0), options);
  return { ...result, weights };
}

describe("passes over the rows in batches, the last one shorter, have scikit-learn's loss and weights", () => {
  test("for two classes by adam", () => {
    const { loss, weights, iterations, converged } = train(
      [4],
      "relu",
      "logistic",
      classTargets(codes(2), 2),
      0.1,
      (size) => adam(size, ADAM),
    );
    expect(distance([loss], [0.7841881784796805])).toBeLessThan(1e-13);
    expect(
      distance(
        weights,
        [
          0.4117675423949105, 0.4503248662455267, 0.06255208555742765, -0.3768341264460263,
          -0.4704935952283682, -0.13095426773707433, 0.3196707390046696, 0.4859096177721321,
          0.19709645096762782, -0.2805751568780803, -0.4912069977858832, -0.25965322684687014,
          0.21008351841332046, 0.5039675546548151, 0.31650253140885853, -0.15260952801571873,
          -0.4717301929520654, -0.38394005977905443, 0.0662880668616658, 0.44768745478848493,
          0.4096670578936323,
        ],
      ),
    ).toBeLessThan(1e-13);
    expect([iterations, converged]).toEqual([3, false]);
  });

  test("for four classes by sgd through two hidden layers", () => {
    const { loss, weights, iterations, converged } = train(
      [3, 2],
      "tanh",
      "softmax",
      classTargets(codes(4), 4),
      0.1,
      (size) => sgd(size, { ...SGD, learningRate: 0.3, schedule: "invscaling" }),
    );
    expect(distance([loss], [1.4354844810787313])).toBeLessThan(1e-13);
    expect(
      distance(
        weights,
        [
          0.3478187511195109, 0.3673828001250517, 0.047011254107872505, -0.2531925771815306,
          -0.3716203761561145, -0.2940710490602763, 0.20483158763719858, 0.38416495604263934,
          0.3595653599685653, -0.22608606249553764, -0.48697771200187134, -0.4194296148997023,
          -0.18527822576884675, 0.33620018966250315, -0.1427582728450153, -0.19611289939138762,
          -0.6658535587093259, -0.3639003953567203, 0.5291165111987366, 0.5463416247928806,
          0.3093274181462228, 0.028011687847739202, -0.2651056781003931, -0.44595309728761456,
          0.04640438898749196, 0.46156026209121326, 0.46280904605633505, -0.21949216405402577,
          -0.029245057688056006, -0.09604045538739511, -0.04911686776201961, -0.577735855356131,
        ],
      ),
    ).toBeLessThan(1e-13);
    expect([iterations, converged]).toEqual([3, false]);
  });

  test("for two numbers by sgd without Nesterov's momentum", () => {
    const { loss, weights, iterations, converged } = train(
      [3],
      "logistic",
      "identity",
      numericTargets(NUMBERS),
      0.1,
      (size) => sgd(size, { ...SGD, learningRate: 0.05, nesterov: false }),
    );
    expect(distance([loss], [2.284661351199658])).toBeLessThan(1e-13);
    expect(
      distance(
        weights,
        [
          0.3949773216295801, 0.43586709281519365, 0.07202637747166156, -0.40759084260356127,
          -0.4298971709752541, -0.10777749346964095, 0.36641520032561264, 0.44148389417156875,
          0.16596264670732186, -0.3113448810223787, -0.4776653343444973, -0.2465263443667616,
          0.2611883180826342, 0.3371781455685292, 0.34881637208488697, -0.22441807036241682,
          -0.37405951215926597, -0.5406520983864648, 0.33359040007506413, -0.10483219094422921,
        ],
      ),
    ).toBeLessThan(1e-13);
    expect([iterations, converged]).toEqual([3, false]);
  });

  test("for two counts by adam", () => {
    const { loss, weights, iterations, converged } = train(
      [3],
      "tanh",
      "exp",
      numericTargets(COUNTS),
      0.1,
      (size) => adam(size, ADAM),
    );
    expect(distance([loss], [1.2236952713277167])).toBeLessThan(1e-13);
    expect(
      distance(
        weights,
        [
          0.4223767767198331, 0.4469554958974213, 0.06249703506238808, -0.3699594201292479,
          -0.4724873246266737, -0.14851373798185244, 0.3200621884053621, 0.4879077945577318,
          0.2149369278045539, -0.2636151924234191, -0.49417357672064205, -0.27714306091438345,
          0.20237142750109346, 0.4892115263028963, 0.3174324508553622, -0.14991134090776148,
          -0.4883344854689398, -0.3813757427457375, 0.08262248967150325, 0.4624567584013262,
        ],
      ),
    ).toBeLessThan(1e-13);
    expect([iterations, converged]).toEqual([3, false]);
  });

  test("until the rate of sgd is too small", () => {
    const { loss, weights, iterations, converged } = train(
      [3],
      "logistic",
      "identity",
      numericTargets(FIRST),
      1e-4,
      (size) => sgd(size, { ...SGD, learningRate: 0.5, schedule: "adaptive" }),
      { ...THREE_PASSES, mostPasses: 300, batchSize: 11, tol: 1e-2, noChangeLimit: 2 },
    );
    expect(distance([loss], [2.136297114743448])).toBeLessThan(1e-12);
    expect(
      distance(
        weights,
        [
          0.4169390634325312, 0.45023177352112353, 0.062467806436518385, -0.3801532940648315,
          -0.47551256742710124, -0.13904134190938333, 0.33396682127616706, 0.49499172527593094,
          0.2134446312997031, -0.27420843238988224, -0.49763048407836397, -0.2697996087095259,
          0.22988668215906527, 0.5060708355498122, 0.3555291698066399, -0.0274964466018078,
        ],
      ),
    ).toBeLessThan(1e-12);
    expect([iterations, converged]).toEqual([32, true]);
  });

  test("until the loss no longer improves", () => {
    const { loss, weights, iterations, converged } = train(
      [4],
      "relu",
      "logistic",
      classTargets(codes(2), 2),
      1e-4,
      (size) => adam(size, { ...ADAM, learningRate: 0.05 }),
      { ...THREE_PASSES, mostPasses: 200, tol: 1e-2, noChangeLimit: 3 },
    );
    expect(distance([loss], [0.6911892620931084])).toBeLessThan(1e-12);
    expect(
      distance(
        weights,
        [
          0.20788799033839256, 0.38138018551811054, -0.10346817113487575, -0.35955838211534735,
          -0.311323741796333, -0.0726985783653892, -0.1535824742597771, 0.31311265916877895,
          0.044678284896962225, -0.3373003501974569, -0.025159114061660534, -0.0913331236235657,
          0.14397632539295802, 0.5621874967072026, -0.1517964606471525, -0.3233851546402492,
          -0.037884149049142946, -0.41269272223184983, -0.09308084771857845, 0.14261860176272428,
          0.3033285679306567,
        ],
      ),
    ).toBeLessThan(1e-12);
    expect([iterations, converged]).toEqual([6, true]);
  });
});

test("the best weights are kept if rows are held back, and the passes end when the score does not improve", () => {
  const scores = [0.5, 0.7, 0.6, 0.6, 0.6, 0.6];
  const seen: Float64Array[] = [];
  const score = (weights: Float64Array) => {
    seen.push(weights.slice());
    return scores[seen.length - 1]!;
  };
  const { iterations, converged, weights } = train(
    [4],
    "relu",
    "logistic",
    classTargets(codes(2), 2),
    0,
    (size) => adam(size, ADAM),
    {
      ...THREE_PASSES,
      mostPasses: 6,
      noChangeLimit: 2,
      score,
    },
  );
  expect([iterations, converged]).toEqual([5, true]);
  expect([...weights]).toEqual([...seen[1]!]);
});

test("weights that grow without bound are an error", () => {
  const targets = numericTargets({ ...FIRST, data: FIRST.data.map((value) => value * 1e3) });
  const wild = () =>
    train([3], "relu", "identity", targets, 0, (size) => sgd(size, { ...SGD, learningRate: 1e6 }), {
      ...THREE_PASSES,
      mostPasses: 1000,
    });
  expect(wild).toThrow(/grew without bound/);
});
