import { StateError } from "./errors.ts";
import { ClassifierEstimator, type Convergence } from "./estimator.ts";
import { satisfying } from "./parameter-kinds.ts";
import type { ParameterTable } from "./parameters.ts";
import { checkSound, isStepState } from "./restored.ts";
import type { Categories, PlainData, RestoreStep, Step, StepState } from "./step.ts";

/** The entry `estimator` of the table of a `MetaClassifier`: an unfitted classifier. It is cloned, never fitted itself. */
export const innerClassifier = satisfying<ClassifierEstimator>(
  "a classifier",
  (value) => value instanceof ClassifierEstimator,
);

/**
 * The base of classifiers that fit clones of another one, the parameter `estimator`, and change what these return. Their states
 * are stored inside its own.
 */
export abstract class MetaClassifier<
  T extends ParameterTable & { readonly entries: { readonly estimator: typeof innerClassifier } },
  F extends object,
> extends ClassifierEstimator<T, F> {
  #inner: readonly ClassifierEstimator[] = [];

  override get inner(): readonly ClassifierEstimator[] {
    return this.#inner;
  }

  /** Takes over what `fit` has learnt: the fitted classifiers, and the rest, which is plain data. */
  protected adopt(inner: readonly ClassifierEstimator[], fitted: F): void {
    this.#inner = inner;
    this.fitted = fitted;
  }

  /** The classifier that is cloned. Throws `StateError` for a restored step, which has only the fitted ones. */
  protected get unfitted(): ClassifierEstimator {
    const { estimator } = this.parameters as { readonly estimator?: ClassifierEstimator };
    if (estimator !== undefined) return estimator;
    throw new StateError(`${this.type} has no estimator to fit: once restored, it cannot be fitted again`);
  }

  override checkParameters(): void {
    const { unfitted } = this;
    super.checkParameters();
    unfitted.checkParameters();
  }

  /** Throws what `estimator` throws. */
  override checkTakesSampleWeight(): void {
    this.unfitted.checkTakesSampleWeight();
  }

  /** The categories that any of the classifiers knows: a value that one of them has not met is not unknown to the others. */
  override knownCategories(): readonly (Categories | null)[] | undefined {
    const [first, ...others] = this.#inner.map((estimator) => estimator.knownCategories());
    return first?.map((categories, column) => {
      if (categories === null) return null;
      return [...new Set([categories, ...others.map((known) => known?.[column] ?? [])].flat())];
    });
  }

  /** Returns the largest number of iterations of any of the classifiers, and whether all have converged. */
  override convergence(): Convergence | undefined {
    const ended = this.#inner.map((estimator) => estimator.convergence?.());
    const known = ended.filter((convergence) => convergence !== undefined);
    if (known.length === 0) return undefined;
    return {
      iterations: known.reduce((most, { iterations }) => Math.max(most, iterations), 0),
      converged: known.every(({ converged }) => converged),
    };
  }

  override toState(): StepState {
    const { estimator: _, ...given } = this.given as { readonly [name: string]: PlainData };
    const estimators = this.#inner.map((estimator) => estimator.toState());
    return { type: this.type, parameters: given, fitted: { ...this.state, estimators } as PlainData };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    const { estimators, ...fitted } = (state.fitted ?? {}) as { readonly [name: string]: unknown };
    checkSound(
      this.type,
      Array.isArray(estimators) && estimators.length > 0 && estimators.every(isStepState),
    );
    const inner = (estimators as StepState[]).map((each) => {
      const restored = restoreStep(each);
      if (restored instanceof ClassifierEstimator) return restored;
      throw new StateError(`its ${this.type} holds a ${restored.type}`);
    });
    this.adopt(inner, fitted as F);
  }
}

/** Returns the type of a fitted step and of those inside it: `CalibratedClassifierCV(LinearSVC)`. */
export function nestedType(step: Step): string {
  const [inner] = step instanceof ClassifierEstimator ? step.inner : [];
  return inner === undefined ? step.type : `${step.type}(${nestedType(inner)})`;
}
