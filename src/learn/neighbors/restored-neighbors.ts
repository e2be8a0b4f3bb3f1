import { StateError, ValueError } from "../errors.ts";
import type { Matrix } from "../matrix.ts";
import {
  checkNeighborsParameters,
  type NeighborsParameters,
  type NeighborsSettings,
} from "./neighbors-parameters.ts";

/** The training rows that a stored step holds, checked together with its parameters. Throws `StateError`. */
export function restoredNeighbors(
  type: string,
  parameters: NeighborsParameters,
  columns: unknown,
  data: unknown,
): { X: Matrix; settings: NeighborsSettings } {
  const isWhole =
    data instanceof Float64Array &&
    Number.isInteger(columns) &&
    (columns as number) >= 1 &&
    data.length % (columns as number) === 0 &&
    data.every(Number.isFinite);
  if (!isWhole) throw new StateError(`the state of its ${type} is malformed`);
  const rows = data.length / (columns as number);
  try {
    return {
      X: { rows, columns: columns as number, data },
      settings: checkNeighborsParameters(parameters, rows),
    };
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new StateError(`the parameters of its ${type} are malformed: ${error.message}`);
  }
}
