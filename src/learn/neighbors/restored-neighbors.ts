import type { Matrix } from "../core/matrix.ts";
import { checkSound, checkStored, isWhole } from "../core/restored.ts";
import {
  checkNeighborsParameters,
  type NeighborsParameters,
  type NeighborsSettings,
} from "./neighbors-parameters.ts";

/**
 * Checks the training rows of a stored step together with its parameters, and returns them. Throws
 * `StateError`.
 */
export function restoredNeighbors(
  type: string,
  parameters: NeighborsParameters,
  columns: unknown,
  data: unknown,
): { X: Matrix; settings: NeighborsSettings } {
  checkSound(
    type,
    data instanceof Float64Array &&
      isWhole(columns, 1) &&
      data.length % columns === 0 &&
      data.every(Number.isFinite),
  );
  const rows = data.length / columns;
  const settings = checkStored(type, () => checkNeighborsParameters(parameters, rows));
  return { X: { rows, columns, data }, settings };
}
