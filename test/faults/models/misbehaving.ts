import {
  choice,
  defineParameters,
  type FitMonitor,
  type Matrix,
  type Metrics,
  type Parameters,
  Pipeline,
  type PlainData,
  Regressor,
  RegressorEstimator,
  type RestoreStep,
  type StepState,
  type Table,
  ValueError,
} from "mlsvc";

/** The mistakes of a misbehaving model. The fault tests add this file to a copy of the project. */
export const MISDEEDS = [
  "none",
  "loop while building",
  "throw while building",
  "exit while building",
  "allocate while building",
  "warn while building",
  "throw",
  "throw what is no error",
  "throw later",
  "throw in a while",
  "reject later",
  "loop",
  "warn for ever",
  "report rubbish",
  "recurse for ever",
  "exit",
  "exit in a helper",
  "throw in a helper",
  "loop in a helper",
  "allocate objects",
  "allocate arrays",
  "allocate strings",
  "allocate at once",
  "send rubbish",
  "send rubbish for ever",
  "learn a function",
  "learn a circle",
  "learn what cannot be restored",
  "predict too few rows",
  "forget what was learnt",
  "change the input",
  "measure rubbish",
  "measure later",
  "measure what is measured already",
] as const;
export type Misdeed = (typeof MISDEEDS)[number];

/** The numbers of rows for which `validateFeatures` returns false, and a promise. */
export const REFUSED_ROWS = 3;
export const PROMISED_ROWS = 4;

/** The connection of the thread to the service, which no model should touch. */
declare const self: Worker;

/** The rows of a run. A fit on fewer rows is that of a fold; a thread that has not fitted all of them before is a helper. */
const ALL_ROWS = 10;
let hasSeenAll = false;

/** Keeps a thread busy, long enough for others to start. */
function pass(milliseconds: number): void {
  for (const until = performance.now() + milliseconds; performance.now() < until; );
}

const parameters = defineParameters({ misdeed: choice(MISDEEDS, "none", "What to do wrong") });

/** A regressor that misbehaves as its parameter says. */
export class Misbehaviour extends RegressorEstimator<typeof parameters, PlainData> {
  static readonly type = "Misbehaviour";
  static readonly parameters = parameters;
  /** Learnt by `fit`, but not stored: a mistake. */
  #level = 0;

  override fit(X: Table, _y: Matrix, monitor?: FitMonitor): this {
    this.fitted = 1;
    if (this.parameters.misdeed.endsWith("in a helper")) this.#misbehaveInHelper(X.rows);
    this.#level = this.parameters.misdeed === "forget what was learnt" ? 7 : 0;
    if (this.parameters.misdeed === "change the input") X.toMatrix().data[4] = 0.5;
    this.#misbehave(monitor);
    return this;
  }

  override predict({ rows }: Table): Matrix {
    const given = this.parameters.misdeed === "predict too few rows" ? rows - 1 : rows;
    return { rows: given, columns: 1, data: new Float64Array(given).fill(this.#level) };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    if (this.parameters.misdeed === "learn what cannot be restored") throw new ValueError("not like this");
  }

  #misbehaveInHelper(rows: number): void {
    if (rows === ALL_ROWS) hasSeenAll = true;
    else if (!hasSeenAll) {
      if (this.parameters.misdeed === "exit in a helper") process.exit(0);
      if (this.parameters.misdeed === "throw in a helper") throw new RangeError("not on this thread");
      for (;;);
    }
    pass(500);
  }

  #misbehave(monitor?: FitMonitor): void {
    const kept: unknown[] = [];
    switch (this.parameters.misdeed) {
      case "throw":
        throw new RangeError(`the 3rd column is odd\0${"…".repeat(1000)}`);
      case "throw what is no error":
        throw "just words";
      case "throw later":
        setTimeout(() => {
          throw new Error("nobody waits for this");
        });
        return;
      case "throw in a while":
        setTimeout(() => {
          throw new Error("nobody waits for this");
        }, 300);
        return;
      case "reject later":
        void Promise.reject(new Error("nobody waits for this"));
        return;
      case "loop":
        for (;;);
      case "warn for ever":
        for (;;) monitor!.warn("once more");
      case "report rubbish":
        for (const rubbish of [Number.NaN, "many", null, {}]) {
          monitor!.iteration(rubbish as number, 10, 0.5);
          // The next report is not passed over.
          pass(150);
          monitor!.iteration(1, 10, rubbish as number);
          pass(150);
        }
        return;
      case "recurse for ever": {
        const deeper = (depth: number): number => 1 + deeper(depth + 1);
        deeper(0);
        return;
      }
      case "exit":
        process.exit(0);
        return;
      case "allocate objects":
        for (;;) kept.push({ place: kept.length, text: `number ${kept.length}` });
      case "allocate arrays":
        for (;;) kept.push(new Float64Array(100_000).fill(1));
      case "allocate strings":
        for (;;) kept.push(`${kept.length}`.repeat(100_000).replaceAll("1", "2"));
      case "allocate at once":
        kept.push(new Float64Array(1e13));
        return;
      case "send rubbish":
        self.postMessage({ type: "fitted", bytes: "no bytes", metrics: null });
        return;
      case "send rubbish for ever":
        for (;;) self.postMessage({ type: "nonsense" });
      case "learn a function":
        this.fitted = (() => 1) as never;
        return;
      case "learn a circle": {
        const circle: { self?: unknown } = {};
        circle.self = circle;
        this.fitted = circle as never;
        return;
      }
      default:
    }
  }
}

/** A model whose one parameter says how it misbehaves. */
export class Misbehaving extends Regressor<typeof parameters> {
  readonly name = "misbehaving";
  readonly description = "Misbehaves as its parameter says";
  readonly featureNames = ["x"];
  readonly labelNames = ["y"];
  readonly parameters = parameters;

  createPipeline(
    { misdeed }: Parameters<typeof parameters>,
    _features: Table,
    monitor: FitMonitor,
  ): Pipeline {
    if (misdeed === "throw while building") throw new TypeError("no pipeline today");
    if (misdeed === "exit while building") process.exit(0);
    if (misdeed === "loop while building") for (;;);
    if (misdeed === "allocate while building") {
      for (const kept: Float64Array[] = []; ; ) kept.push(new Float64Array(100_000).fill(1));
    }
    if (misdeed === "warn while building") {
      for (let i = 0; i < 50; i++) monitor.warn(`${i >> 1} ${"…".repeat(5000)}`);
    }
    return new Pipeline([new Misbehaviour({ misdeed })]);
  }

  override validateFeatures({ rows }: Table): boolean {
    // This method does not get the parameters: the number of rows selects the misdeed.
    if (rows === PROMISED_ROWS) return Promise.resolve(true) as never;
    return rows !== REFUSED_ROWS;
  }

  override extractMetrics(pipeline: Pipeline, features: Table, labels: Table): Metrics {
    const { misdeed } = pipeline.estimator.parameters as { misdeed: Misdeed };
    if (misdeed === "measure rubbish") return { nan: Number.NaN, ["\0"]: 1, words: "many" } as never;
    if (misdeed === "measure later") return Promise.resolve({ r2: 1 }) as never;
    if (misdeed === "measure what is measured already") return { r2: 1, n_rows: 2 };
    return super.extractMetrics(pipeline, features, labels);
  }
}
