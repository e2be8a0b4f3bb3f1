import type { Matrix } from "../core/matrix.ts";
import { checkSound, checkStored, isWhole } from "../core/restored.ts";
import type { NeighborsSettings } from "./neighbors-parameters.ts";

/**
 * Returns the training rows that a stored step holds, and the settings that `settingsOf` makes for that many rows. Throws
 * `StateError` for malformed rows, and where `settingsOf` refuses the stored parameters.
 */
export function restoredNeighbors(
  type: string,
  columns: unknown,
  data: unknown,
  settingsOf: (rows: number) => NeighborsSettings,
): { X: Matrix; settings: NeighborsSettings } {
  checkSound(
    type,
    data instanceof Float64Array &&
      isWhole(columns, 1) &&
      data.length % columns === 0 &&
      data.every(Number.isFinite),
  );
  const rows = data.length / columns;
  const settings = checkStored(type, () => settingsOf(rows));
  return { X: { rows, columns, data }, settings };
}
