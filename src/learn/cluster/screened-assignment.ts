import type { Matrix } from "../core/matrix.ts";
import { NEVER, type PackedRows, RADIUS } from "../linalg/packed-rows.ts";
import { type NearestKernel, nearestKernel } from "../simd/screening-kernels.ts";
import type { Assignment } from "./assignment.ts";
import type { ClusterSums } from "./cluster-sums.ts";
import { nearestCenter } from "./nearest-center.ts";

/** Number of groups of rows compared at a time, which limits the space for the kernel's results. */
const CHUNK_GROUPS = 2048;
const RECORD_BYTES = 32;

/** Bytes of working space in a `PackedRows` that an assignment of `rows` rows to `clusters` centres needs. */
export function assignmentBytes(rows: number, columns: number, clusters: number): number {
  const { blockBytes, labelBytes } = layout(rows, columns, clusters);
  return blockBytes + labelBytes + CHUNK_GROUPS * RECORD_BYTES;
}

function layout(rows: number, columns: number, clusters: number) {
  const blockBytes = Math.ceil(clusters / 4) * (((columns + 1) >> 1) * 16 + 16);
  return { blockBytes, labelBytes: Math.ceil(rows / 8) * 32 };
}

/**
 * Assigns rows to the nearest of K centres: approximately, on 16-bit integers in a kernel, and exactly for the
 * few rows for which that is not certain. The results are those of `nearestCenter` for every row. Cost O(n K
 * p), with about a tenth of its time.
 *
 * The nearest centre c has the largest x·c − ½ ‖c‖². Rows are in units u, centres in their own units v. For two
 * centres a and b, the difference of these values, in units u v, is off by at most the row's error · ‖a − b‖
 * (at most twice the longest centre) + ‖x‖ · the errors of both + the rounding of the halves.
 */
export class ScreenedAssignment implements Assignment {
  readonly #X: Matrix;
  readonly #packed: PackedRows;
  readonly #kernel: NearestKernel;
  readonly #blocks: Int32Array;
  readonly #blocksAt: number;
  readonly #labelsAt: number;
  readonly #recordsAt: number;
  readonly #records: Int32Array;
  readonly labels: Int32Array;

  /**
   * `packed` are the rows of X, with `assignmentBytes` of working space. Returns undefined if there is no
   * kernel.
   */
  static over(X: Matrix, packed: PackedRows, clusters: number): ScreenedAssignment | undefined {
    const kernel = nearestKernel(packed.pairs, packed.memory);
    return kernel && new ScreenedAssignment(X, packed, clusters, kernel);
  }

  private constructor(X: Matrix, packed: PackedRows, clusters: number, kernel: NearestKernel) {
    this.#X = X;
    this.#kernel = kernel;
    this.#packed = packed;
    const { buffer } = packed.memory;
    const { blockBytes, labelBytes } = layout(X.rows, X.columns, clusters);
    this.#blocksAt = packed.spaceAt;
    this.#labelsAt = this.#blocksAt + blockBytes;
    this.#recordsAt = this.#labelsAt + labelBytes;
    this.#blocks = new Int32Array(buffer, this.#blocksAt, blockBytes / 4);
    this.#records = new Int32Array(buffer, this.#recordsAt, (CHUNK_GROUPS * RECORD_BYTES) / 4);
    this.labels = new Int32Array(buffer, this.#labelsAt, X.rows).fill(-1);
  }

  reassign(centers: Float64Array, sums: ClusterSums): number {
    const margin = this.#packCenters(centers);
    const { rowsAt, groups, groupBytes } = this.#packed;
    const blocksEnd = this.#blocksAt + this.#blocks.byteLength;
    let moved = 0;
    for (let group = 0; group < groups; group += CHUNK_GROUPS) {
      const from = rowsAt + group * groupBytes;
      const end = rowsAt + Math.min(groups, group + CHUNK_GROUPS) * groupBytes;
      const labels = this.#labelsAt + group * 16;
      const out = this.#kernel(from, end, this.#blocksAt, blocksEnd, labels, this.#recordsAt, margin);
      moved += this.#take((out - this.#recordsAt) / RECORD_BYTES, centers, sums);
    }
    return moved;
  }

  /** Applies the kernel's results for `count` groups of rows; returns the number of rows that moved. */
  #take(count: number, centers: Float64Array, sums: ClusterSums): number {
    const { rowsAt, groupBytes } = this.#packed;
    const { rows, columns, data } = this.#X;
    const records = this.#records;
    const labels = this.labels;
    let moved = 0;
    for (let at = 0; at < count * 8; at += 8) {
      const first = ((records[at]! - rowsAt) / groupBytes) * 4;
      const bits = records[at + 1]!;
      for (let lane = 0; lane < 4; lane++) {
        const row = first + lane;
        if (((bits >> lane) & 0x11) === 0 || row >= rows) continue;
        const isUnsure = ((bits >> lane) & 0x10) !== 0;
        const label = isUnsure
          ? nearestCenter(data, row * columns, centers, columns)
          : records[at + 4 + lane]!;
        if (label === labels[row]) continue;
        sums.move(row, labels[row]!, label);
        labels[row] = label;
        moved++;
      }
    }
    return moved;
  }

  /** Writes the centres to the kernel's memory; returns the margin within which its results are uncertain. */
  #packCenters(centers: Float64Array): number {
    const { columns } = this.#X;
    const packed = this.#packed;
    const { pairs, unit, error, mean } = packed;
    const clusters = centers.length / columns;
    const around = centers.map((value, at) => value - mean[at % columns]!);
    const squares = Float64Array.from({ length: clusters }, (_, k) => squareOf(around, k * columns, columns));
    const longest = Math.sqrt(squares.reduce((a, b) => Math.max(a, b), 0));
    // If all centres lie on the mean, they are equally far from every row, and any unit will do.
    const ownUnit = longest > unit ? longest / RADIUS : unit / RADIUS;
    const blocks = this.#blocks;
    const stride = pairs * 4 + 4;
    blocks.fill(0);
    for (let k = 0; k < clusters; k++) {
      const own = around.subarray(k * columns, (k + 1) * columns);
      const values = packed.packVector(own, ownUnit);
      const block = (k >> 2) * stride + (k & 3);
      for (let pair = 0; pair < pairs; pair++) blocks[block + pair * 4] = values[pair]!;
      blocks[block + pairs * 4] = -Math.round(squares[k]! / (2 * unit * ownUnit));
    }
    for (let k = clusters; k < Math.ceil(clusters / 4) * 4; k++) {
      blocks[(k >> 2) * stride + (k & 3) + pairs * 4] = NEVER;
    }
    // Exact distances are rounded too, which matters if all centres lie close together.
    const rounding = (Number.EPSILON * 4 * columns * (packed.radius + longest) ** 2) / (unit * ownUnit);
    return Math.ceil((error * 2 * longest) / ownUnit + RADIUS * 2 * error + rounding + 2);
  }
}

function squareOf(values: Float64Array, from: number, count: number): number {
  let sum = 0;
  for (let at = from; at < from + count; at++) sum += values[at]! * values[at]!;
  return sum;
}
