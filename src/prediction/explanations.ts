import { LRUCache } from "lru-cache";
import { Failure } from "../errors.ts";
import { StateError, ValueError } from "../learn/core/errors.ts";
import type { ExplanationUnit } from "../learn/core/explanation.ts";
import type { Table } from "../learn/core/table.ts";
import { Explainer } from "../learn/inspection/explainer.ts";
import type { StoredPipeline } from "../models/stored-pipeline.ts";
import { notFinite } from "./failures.ts";
import type { Contributions, RowExplanation } from "./predictions.ts";

/** Maximum memory of the explainers that are kept. A larger one is created anew by each request. */
const MAX_BYTES = 67_108_864;

/** The explainers of runs, and the pipelines that they were created from. */
const EXPLAINERS = new LRUCache<number, { readonly stored: StoredPipeline; readonly explainer: Explainer }>({
  maxSize: MAX_BYTES,
  sizeCalculation: ({ explainer }) => Math.max(1, explainer.bytes),
});

/** Collects the explanations of slices of rows, as the answer has them. */
export class RowExplanations {
  readonly unit: ExplanationUnit;
  readonly rows: RowExplanation[] = [];
  readonly #stored: StoredPipeline;
  readonly #explainer: Explainer;

  /** Throws `Failure`: `invalid` if the model has no explanations, `conflict` if it was stored without what they need. */
  constructor(stored: StoredPipeline, runId: number) {
    this.#stored = stored;
    this.#explainer = explainerOf(stored, runId);
    this.unit = this.#explainer.unit;
  }

  /** Adds the next rows; `X` is their `transform`. Throws `RowError` for contributions that are not finite. */
  add(rows: Table, X: Table): void {
    const { base } = this.#explainer;
    const { featureNames } = this.#stored.pipeline.schema;
    const p = featureNames.length;
    const size = base.length * p;
    const values = this.#explainer.contributions(rows, X);
    const at = values.findIndex((value) => !Number.isFinite(value));
    if (at >= 0) throw notFinite(Math.floor(at / size), "explanation");
    this.#explainer.filled(rows).forEach((imputed, row) => {
      const outputs = Array.from(base, (base_value, o): Contributions => {
        const from = row * size + o * p;
        // Object.fromEntries makes an own property of any name, even of "__proto__".
        const contributions = Object.fromEntries(featureNames.map((name, j) => [name, values[from + j]!]));
        return { base_value, contributions };
      });
      this.rows.push({ ...this.#byOutput(outputs), ...(imputed.length > 0 ? { imputed } : {}) });
    });
  }

  /** Names the outputs by class or label if there are several. */
  #byOutput(outputs: readonly Contributions[]): RowExplanation {
    if (outputs.length === 1) return outputs[0]!;
    const { classes, labelNames } = this.#stored.pipeline.schema;
    const byName = Object.fromEntries(
      outputs.map((output, o) => [String((classes ?? labelNames)[o]), output]),
    );
    return classes === null ? { by_label: byName } : { by_class: byName };
  }
}

function explainerOf(stored: StoredPipeline, runId: number): Explainer {
  const kept = EXPLAINERS.get(runId);
  if (kept?.stored === stored) return kept.explainer;
  try {
    const explainer = new Explainer(stored.pipeline);
    EXPLAINERS.set(runId, { stored, explainer });
    return explainer;
  } catch (error) {
    if (error instanceof StateError) {
      throw new Failure(
        "conflict",
        `the stored pipeline of run ${runId} cannot be explained: ${error.message}, which this version stores with it; train the run again`,
      );
    }
    if (!(error instanceof ValueError)) throw error;
    throw new Failure("invalid", `explain cannot be given: ${error.message}`, [
      { path: "explain", message: "must be left out for this run" },
    ]);
  }
}
