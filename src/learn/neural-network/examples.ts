import type { Matrix } from "../core/matrix.ts";

/** The target outputs of a network for every row. */
export interface Targets {
  /** Number of outputs. */
  readonly width: number;
  /** Writes the targets of row `row` to `target[offset]` … `target[offset + width − 1]`. */
  write(row: number, target: Float64Array, offset: number): void;
}

/** Rows and the target outputs for them. */
export interface Examples {
  readonly X: Matrix;
  readonly targets: Targets;
  /** The weight of each row in the loss; undefined for equal weights. */
  readonly weights?: Float64Array | undefined;
}

/** The columns of `y` as targets. */
export function numericTargets({ columns, data }: Matrix): Targets {
  return {
    width: columns,
    write(row, target, offset) {
      for (let o = 0, at = row * columns; o < columns; o++, at++) target[offset + o] = data[at]!;
    },
  };
}

/** Class numbers as targets: 0 or 1 for two classes, otherwise 1 for the class and 0 elsewhere. */
export function classTargets(codes: Int32Array, classCount: number): Targets {
  if (classCount === 2) {
    return {
      width: 1,
      write(row, target, offset) {
        target[offset] = codes[row]!;
      },
    };
  }
  return {
    width: classCount,
    write(row, target, offset) {
      target.fill(0, offset, offset + classCount);
      target[offset + codes[row]!] = 1;
    },
  };
}
