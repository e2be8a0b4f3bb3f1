import type { FitMonitor } from "../learn/core/fit-monitor.ts";
import type { PreparedTraining } from "./prepare.ts";

/** A part of a training, and how many rows its fits learn from: a measure of the work that is done and still to do. */
export interface Stage {
  /** `fit`, `measure`, `cv 2 of 5`, `validation` or `store`. */
  readonly name: string;
  /** The rows that the fit of this stage learns from; 0 if nothing is fitted. */
  readonly rows: number;
  /** The sum of the rows of all fits before this stage. */
  readonly rowsBefore: number;
  /** The sum of the rows of all fits after this stage. */
  readonly rowsAfter: number;
}

/** Also receives the stages of a training. The iterations that follow belong to the latest stage. */
export interface TrainingMonitor extends FitMonitor {
  stage?(stage: Stage): void;
}

/** Reports the stages of one training, which follow one another in the order of the methods. */
export class Stages {
  readonly #monitor: TrainingMonitor;
  readonly #rows: number;
  /** The number of training rows of each fold. */
  readonly #folds: readonly number[];
  readonly #validation: number;

  constructor({ features, plan }: Pick<PreparedTraining, "features" | "plan">, monitor: TrainingMonitor) {
    this.#monitor = monitor;
    this.#rows = features.rows;
    this.#folds = plan.folds.map(({ train }) => train.length);
    this.#validation = plan.holdOut?.train.length ?? 0;
  }

  /** The fit of the pipeline that is stored. */
  fit(): void {
    this.#begin("fit", this.#rows, 0);
  }

  /** The metrics of that pipeline on its own rows. */
  measure(): void {
    this.#begin("measure", 0, this.#rows);
  }

  /** The fit of fold number `fold`, from 0. */
  fold(fold: number): void {
    const before = this.#rows + sum(this.#folds.slice(0, fold));
    this.#begin(`cv ${fold + 1} of ${this.#folds.length}`, this.#folds[fold]!, before);
  }

  /** The fit without the rows of `validation_fraction`. */
  validation(): void {
    this.#begin("validation", this.#validation, this.#rows + sum(this.#folds));
  }

  /** The encoding of the pipeline, its check, and its way into the database. */
  store(): void {
    this.#begin("store", 0, this.#total);
  }

  get #total(): number {
    return this.#rows + sum(this.#folds) + this.#validation;
  }

  #begin(name: string, rows: number, rowsBefore: number): void {
    this.#monitor.stage?.({ name, rows, rowsBefore, rowsAfter: this.#total - rowsBefore - rows });
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
