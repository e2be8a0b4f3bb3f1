import { StateError } from "../learn/core/errors.ts";
import type { PlainData } from "../learn/core/step.ts";
import {
  checkHeldBackResiduals,
  type HeldBackResiduals,
} from "../learn/model-selection/held-back-residuals.ts";
import type { Pipeline } from "../learn/pipeline.ts";

/** The residuals of a stored pipeline; null if no rows were held back, undefined if they are unknown. */
type StoredResiduals = HeldBackResiduals | null | undefined;

/**
 * Returns the residuals as entries of the stored map. Those in the unit of a transformed label have an entry of their own: a
 * program that does not know the unit finds none, instead of taking them for those of labels.
 */
export function heldBackEntries(heldBack: StoredResiduals) {
  if (heldBack?.unit !== "transformed_label") return { held_back: heldBack as PlainData | undefined };
  const { rows, labels } = heldBack;
  return { held_back: null, held_back_transformed: { rows, labels } as PlainData };
}

/**
 * Returns the residuals in the entries of a stored map. Throws `StateError` unless they are well formed and fit the labels of
 * `pipeline`, and what the scale of its labels throws.
 */
export function readHeldBack(
  entries: { readonly [key: string]: PlainData | undefined },
  pipeline: Pipeline,
): StoredResiduals {
  const { held_back: ofLabels, held_back_transformed: transformed } = entries;
  const columns = pipeline.schema.labelNames.length;
  if (transformed === undefined) {
    if (ofLabels != null) checkHeldBackResiduals(ofLabels, columns);
    return ofLabels as unknown as StoredResiduals;
  }
  checkHeldBackResiduals(transformed, columns);
  const { estimator } = pipeline;
  const scale = estimator.kind === "regressor" ? estimator.labelScale : undefined;
  if (scale === undefined || ofLabels !== null) {
    throw new StateError(`its entry "held_back_transformed" does not fit the estimator`);
  }
  scale.invert(scale.apply({ rows: 0, columns, data: new Float64Array(0) }));
  const { rows, labels } = transformed as unknown as HeldBackResiduals;
  return { rows, labels, unit: "transformed_label" };
}
