import { StateError, ValueError } from "../core/errors.ts";
import type { Classified, ClassifierEstimator, DecisionThreshold } from "../core/estimator.ts";
import { type Explanation, noExplanation } from "../core/explanation.ts";
import type { EncodedClasses } from "../core/labels.ts";
import type { Matrix } from "../core/matrix.ts";
import { type innerClassifier, MetaClassifier } from "../core/meta-classifier.ts";
import { choice } from "../core/parameter-kinds.ts";
import type { ParameterTable } from "../core/parameters.ts";
import { checkSound } from "../core/restored.ts";
import type { RestoreStep, Shape, StepState } from "../core/step.ts";
import type { Table } from "../core/table.ts";
import { columnOf } from "../metrics/scores.ts";

/** The entry `response_method` of the tables of both classifiers. */
export const responseMethod = choice(
  ["auto", "predict_proba", "decision_function"],
  "auto",
  "What the threshold is compared with; auto: the probability of the last class, or its decision value if there are no probabilities",
);

/** The scores of rows that a threshold is compared with. */
export type Response = "predict_proba" | "decision_function";

/** The fitted state of a `ThresholdClassifier`. */
export interface ThresholdState {
  readonly threshold: number;
  readonly response: Response;
}

/**
 * The base of classifiers of two classes that predict the last one if its score reaches a threshold. Probabilities and decision
 * values are those of the classifier inside.
 */
export abstract class ThresholdClassifier<
  T extends ParameterTable & {
    readonly entries: {
      readonly estimator: typeof innerClassifier;
      readonly response_method: typeof responseMethod;
    };
  },
  F extends ThresholdState,
> extends MetaClassifier<T, F> {
  // Properties instead of methods: they are absent where the classifier inside has none.
  override predictProba = this.#methodOf("predictProba", this.parameters);
  override decisionFunction = this.#methodOf("decisionFunction", this.parameters);

  /** Returns a method that calls that of the fitted classifier; undefined unless `estimator` has it. */
  #methodOf(
    name: "predictProba" | "decisionFunction",
    { estimator }: { readonly estimator?: unknown },
  ): ((X: Table) => Matrix) | undefined {
    const isOffered = (estimator as Partial<ClassifierEstimator> | undefined)?.[name] !== undefined;
    return isOffered ? (X) => this.#fitted[name]!(X) : undefined;
  }

  get #fitted(): ClassifierEstimator {
    void this.state;
    return this.inner[0]!;
  }

  override get decisionThreshold(): DecisionThreshold {
    const { threshold, response } = this.state;
    return { value: threshold, of: response === "predict_proba" ? "probability" : "decision_value" };
  }

  /** Throws `ValueError` also unless there are two classes, and for a `response_method` that `estimator` lacks. */
  override checkBeforeFit(_shape: Shape, y: EncodedClasses): void {
    this.checkParameters();
    if (y.classes.length !== 2) {
      throw new ValueError(
        `a decision threshold needs two classes, but there are ${y.classes.length}; without one, the most probable class is predicted`,
      );
    }
    void this.response;
  }

  /** What the threshold is compared with. Throws `ValueError` if `estimator` lacks it. */
  protected get response(): Response {
    const { response_method } = this.parameters as { readonly response_method: "auto" | Response };
    const { predictProba, decisionFunction, type } = this.unfitted;
    if (response_method !== "decision_function" && predictProba !== undefined) return "predict_proba";
    if (response_method !== "predict_proba" && decisionFunction !== undefined) return "decision_function";
    const lacking = response_method === "decision_function" ? "decision values" : "probabilities";
    throw new ValueError(`${type} has no ${lacking} to compare a threshold with`);
  }

  override predict(X: Table): Int32Array {
    return atLeast(scoresOfLast(this.#fitted, this.state.response, X), this.state.threshold);
  }

  override classify(X: Table): Classified {
    if (this.state.response === "decision_function") return super.classify(X);
    const probabilities = this.#fitted.predictProba!(X);
    return { codes: atLeast(columnOf(probabilities, 1), this.state.threshold), probabilities };
  }

  /** That of the classifier inside: of its score, whatever the threshold. Throws `ValueError` if it has none. */
  override explanation(): Explanation {
    const explanation = this.#fitted.explanation?.();
    if (explanation === undefined) throw new ValueError(noExplanation(this.#fitted.type));
    return explanation;
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    const { threshold, response } = this.state;
    const [estimator] = this.inner;
    checkSound(this.type, this.inner.length === 1 && Number.isFinite(threshold));
    checkSound(
      this.type,
      response === "predict_proba"
        ? estimator!.predictProba !== undefined
        : response === "decision_function" && estimator!.decisionFunction !== undefined,
    );
    this.predictProba = this.#methodOf("predictProba", { estimator });
    this.decisionFunction = this.#methodOf("decisionFunction", { estimator });
  }
}

/** Returns the score of the last of two classes for each row. Throws `StateError` if there is another number of scores. */
export function scoresOfLast(estimator: ClassifierEstimator, response: Response, X: Table): Float64Array {
  const isProbability = response === "predict_proba";
  const scores = isProbability ? estimator.predictProba!(X) : estimator.decisionFunction!(X);
  if (scores.columns === (isProbability ? 2 : 1)) return columnOf(scores, isProbability ? 1 : 0);
  throw new StateError(`its ${estimator.type} has ${scores.columns} scores for 2 classes`);
}

function atLeast(scores: Float64Array, threshold: number): Int32Array {
  const codes = new Int32Array(scores.length);
  for (let i = 0; i < codes.length; i++) codes[i] = scores[i]! >= threshold ? 1 : 0;
  return codes;
}
