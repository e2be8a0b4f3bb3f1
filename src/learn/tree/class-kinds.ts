/**
 * Groups rows of the same class and weight into kinds, so that the rows of a node become a sequence of small integers whose class
 * and weight are looked up in short tables. Where each row has a weight of its own, it is a kind of its own.
 */
export class ClassKinds {
  /** The kind of each row. */
  readonly ofRow: Uint32Array;
  /** The class of each kind. */
  classes: Int32Array = new Int32Array(0);
  /** The weight of each kind. */
  weights: Float64Array = new Float64Array(0);
  /** The weight of each kind of the first class; 0 for kinds of other classes. */
  firstWeights: Float64Array = new Float64Array(0);
  /** The weight of each kind of the last class; 0 for kinds of other classes. */
  lastWeights: Float64Array = new Float64Array(0);
  /** The sum of all weights if every class weight is 1, otherwise -1. */
  wholeSum = -1;
  readonly #codes: Int32Array;
  readonly #classCount: number;

  constructor(codes: Int32Array, classCount: number) {
    this.ofRow = new Uint32Array(codes.length);
    this.#codes = codes;
    this.#classCount = classCount;
  }

  /** Sets the weight of each row. */
  weighRows(weights: Float64Array): void {
    this.classes = this.#codes;
    this.weights = weights;
    this.#weighEnds();
    for (let row = 0; row < weights.length; row++) this.ofRow[row] = row;
    this.wholeSum = -1;
  }

  /** Sets the weight of row i of class k to `counts[i] · classWeights[k]`; null stands for counts of 1. */
  weigh(counts: Int32Array | null, classWeights: Float64Array): void {
    const codes = this.#codes;
    const K = this.#classCount;
    let most = 1;
    let sum = codes.length;
    if (counts !== null) {
      sum = 0;
      for (let i = 0; i < counts.length; i++) {
        if (counts[i]! > most) most = counts[i]!;
        sum += counts[i]!;
      }
    }
    const length = K * (most + 1);
    this.classes = Int32Array.from({ length }, (_, kind) => kind % K);
    this.weights = Float64Array.from({ length }, (_, kind) => Math.floor(kind / K) * classWeights[kind % K]!);
    this.#weighEnds();
    const kinds = this.ofRow;
    for (let i = 0; i < codes.length; i++) kinds[i] = (counts === null ? 1 : counts[i]!) * K + codes[i]!;
    this.wholeSum = classWeights.every((weight) => weight === 1) ? sum : -1;
  }

  /** Sets the weights of the kinds of the first and of the last class. */
  #weighEnds(): void {
    const only = (code: number) =>
      this.weights.map((weight, kind) => (this.classes[kind] === code ? weight : 0));
    this.firstWeights = only(0);
    this.lastWeights = only(this.#classCount - 1);
  }
}
