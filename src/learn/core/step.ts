import { isPlainObject } from "./describe-value.ts";
import { NotFittedError, ValueError } from "./errors.ts";
import {
  type CompleteParameters,
  completeParameters,
  type GivenParameters,
  type ParameterTable,
} from "./parameters.ts";

/** The categories of one column of text; null is the missing value. */
export type Categories = readonly (string | null)[];

/** Data that MessagePack can represent, of which the state and the parameters of a step consist. */
export type PlainData =
  | null
  | boolean
  | number
  | string
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Uint16Array
  | Uint8Array
  | readonly PlainData[]
  | { readonly [key: string]: PlainData | undefined };

/** A step as it is stored: the name of its class, the parameters it was given, and what it learnt. */
export interface StepState {
  readonly type: string;
  readonly parameters: PlainData;
  readonly fitted: PlainData;
}

/** Creates a step from its stored state. Composite steps call it for the steps inside them. */
export type RestoreStep = (state: StepState) => Step;

/** The argument of the constructor of a step: required only where a parameter has no default. */
type Given<T extends ParameterTable> =
  Record<never, never> extends GivenParameters<T>
    ? [given?: GivenParameters<T> | null]
    : [given: GivenParameters<T>];

/**
 * The base of transformers and estimators: parameters given at construction, and a fitted state. Both are plain data, so
 * that a step is stored and restored without code of its own.
 *
 * A subclass has two static members: `type`, the name it is stored under, which stays when the class is renamed, and
 * `parameters`, its table. It needs no constructor. Everything that `fit` learns goes into `fitted`: a restored step has
 * nothing else.
 */
export abstract class Step<T extends ParameterTable = ParameterTable, F = unknown> {
  /** The parameters with their defaults filled in. Their values are checked by `checkParameters`, not before. */
  readonly parameters: CompleteParameters<T>;
  /** What `fit` has learnt. */
  protected fitted: F | undefined;
  /** The parameters as they were given, which is what is stored. */
  protected readonly given: unknown;
  /** Why a parameter is refused, if one is. */
  readonly #refusal: string | undefined;

  /**
   * Throws `TypeError` for a parameter that is not in the table, with the nearest one that is. A step without a table
   * keeps what it is given as it is.
   */
  constructor(...[given]: Given<T>) {
    const table = (this.constructor as unknown as StepClass).parameters;
    if (table === undefined) {
      this.given = given ?? null;
      this.parameters = this.given as CompleteParameters<T>;
      return;
    }
    this.given = given === undefined ? {} : given;
    const { complete, refusal } = completeParameters(table, this.given);
    this.parameters = complete as CompleteParameters<T>;
    this.#refusal = refusal;
  }

  /** The name under which this step is stored. */
  get type(): string {
    return (this.constructor as unknown as StepClass).type;
  }

  /** What `fit` has learnt. Throws `NotFittedError` before that. */
  get state(): F {
    if (this.fitted === undefined) throw new NotFittedError(this.type);
    return this.fitted;
  }

  /** Throws `ValueError` for a parameter out of range: `alpha=-1 must be a finite number of at least 0`. */
  checkParameters(): void {
    if (this.#refusal !== undefined) throw new ValueError(this.#refusal);
  }

  /**
   * Returns an unfitted step with the same parameters: scikit-learn's `clone`. Steps among the parameters, also in lists and
   * objects, are cloned too.
   */
  clone(): this {
    return new (this.constructor as unknown as StepClass)(cloned(this.given)) as this;
  }

  /**
   * Returns, for each column of the input, the categories that were learnt, null for a column that is not taken as categories. A
   * step that encodes categories overrides it, so that others can tell which values it does not know. Default: undefined.
   */
  knownCategories(): readonly (Categories | null)[] | undefined {
    return undefined;
  }

  /** Returns the step as plain data. Composite steps override it together with `restore`. */
  toState(): StepState {
    return { type: this.type, parameters: this.given as PlainData, fitted: this.state as PlainData };
  }

  /**
   * Takes over the state that `toState` returned. Composite steps override it and restore their parts by
   * `restoreStep`.
   */
  restore(state: StepState, _restoreStep: RestoreStep): void {
    this.fitted = state.fitted as F;
  }
}

function cloned(given: unknown): unknown {
  if (given instanceof Step) return given.clone();
  if (Array.isArray(given)) return given.map(cloned);
  if (!isPlainObject(given)) return given;
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, cloned(value)]));
}

/** The class of a step: constructed from its parameters, known by its `type`. */
export interface StepClass {
  readonly type: string;
  /** Its table of parameters; undefined for a step without parameters. */
  readonly parameters?: ParameterTable;
  // biome-ignore lint/suspicious/noExplicitAny: each class has parameters of its own.
  new (parameters?: any): Step;
}

/** The size of the rows that a step will learn from. */
export interface Shape {
  readonly rows: number;
  /** Maximum number of columns; infinite if earlier steps determine it only when they are fitted. */
  readonly columns: number;
}
