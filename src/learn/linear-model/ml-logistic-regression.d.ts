/** Type declarations of the parts of the package that are used; it has none of its own. */
declare module "ml-logistic-regression" {
  import type { Matrix } from "ml-matrix";

  export default class LogisticRegression {
    constructor(options: { numSteps: number; learningRate: number });
    classifiers: { weights: Matrix }[];
    train(features: Matrix, target: Matrix): void;
  }
}
