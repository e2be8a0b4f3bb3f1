import { createHash } from "node:crypto";
import type { Row } from "../../src/ingest/row-column.ts";
import type { Estimator } from "../../src/learn/core/estimator.ts";
import { decodeMessagePack, encodeMessagePack } from "../../src/learn/core/messagepack.ts";
import { Random } from "../../src/learn/core/random.ts";
import { Transformer } from "../../src/learn/core/transformer.ts";
import { HistGradientBoostingRegressor } from "../../src/learn/ensemble/hist-gradient-boosting/hist-gradient-boosting-regressor.ts";
import { Pipeline } from "../../src/learn/pipeline.ts";
import { encodePipeline } from "../../src/models/stored-pipeline.ts";
import { pack } from "../learn/fit-and-apply.ts";
import { type ListedStep, STEPS } from "../learn/step-list.ts";
import { mutations } from "./state-mutations.ts";

/** A fitted pipeline whose stored bytes are changed. */
export interface Specimen {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Rows that the unchanged pipeline predicts. */
  readonly rows: readonly Row[];
  /** The path of the part that is changed; other specimens cover the rest. */
  readonly base: readonly string[];
}

/** Returns a pipeline for every step of the library, and classifiers for two and three classes. */
export function specimens(): Specimen[] {
  return STEPS.flatMap((listed, index) => {
    if (kindOf(listed) !== "classifier") {
      // The second one has residuals in the unit of a transformed label.
      const isWhole = index === 0 || listed.name === "TransformedTargetRegressor";
      return [specimen(listed, [], isWhole ? [] : undefined)];
    }
    const few = [["a", "b"], ...(listed.hasThreshold === true ? [] : [[1, 2, 3]])];
    return few.map((classes) => specimen(listed, classes));
  });
}

function kindOf({ create }: ListedStep): string {
  const step = create();
  return step instanceof Transformer ? "transformer" : (step as Estimator).kind;
}

function specimen(listed: ListedStep, classes: readonly (string | number)[], base?: string[]): Specimen {
  const step = listed.create();
  const steps =
    step instanceof Transformer
      ? [step, new HistGradientBoostingRegressor({ max_iter: 3, min_samples_leaf: 4 })]
      : [step as Estimator];
  const pipeline = new Pipeline(steps);
  const { rows } = listed;
  const labels = rows.map((_, i) => ({
    y: classes.length > 0 ? classes[(i * 7 + (i >> 3)) % classes.length]! : Math.sin(i * 1.7) * 5,
  }));
  const hasLabels = pipeline.estimator.kind === "classifier" || pipeline.estimator.kind === "regressor";
  pipeline.fit(pack(rows), hasLabels ? pack(labels) : pack(labels).select([]));
  const bytes = encodePipeline({
    model: "specimen",
    pipeline,
    provenance: {
      parameters: {},
      rows: rows.length,
      dataHash: "0",
      randomState: 0,
      iterations: null,
      converged: null,
      mlsvcVersion: "0",
      time: "1970-01-01T00:00:00.000Z",
    },
    heldBack: {
      rows: 3,
      labels: [Float64Array.of(0, 0.5, 2)],
      ...(hasScale(pipeline) ? { unit: "transformed_label" } : {}),
    },
  });
  const name = `${listed.name}${classes.length > 0 ? `, ${classes.length} classes` : ""}`;
  return { name, bytes, rows: rows.slice(0, 9), base: base ?? ["steps", "0"] };
}

function hasScale({ estimator }: Pipeline): boolean {
  return estimator.kind === "regressor" && estimator.labelScale !== undefined;
}

/** Changed bytes, and a description of the change. */
export interface ChangedBytes {
  readonly what: string;
  readonly bytes: Uint8Array;
}

/** Yields every change of a specimen's data, and `bitFlips` flips of one or two bits anywhere in its bytes. */
export function* changedBytes({ bytes, base }: Specimen, bitFlips: number): Generator<ChangedBytes> {
  for (const { what, document } of mutations(decodeMessagePack(bytes), base)) {
    yield { what, bytes: sign(encodeMessagePack(document)) };
  }
  const random = new Random(bytes.length);
  for (let i = 0; i < bitFlips; i++) {
    const damaged = bytes.slice();
    const places = [random.below(8 * bytes.length), random.below(8 * bytes.length)].slice(i % 2);
    for (const place of places) damaged[place >> 3]! ^= 1 << (place & 7);
    // A flip may change any number into any other, so any outcome is permitted.
    yield { what: `bits ${places.join(", ")} flipped`, bytes: sign(damaged) };
  }
}

/** Corrects the checksum of changed bytes, so that later checks are reached. Modifies and returns `bytes`. */
function sign(bytes: Uint8Array): Uint8Array {
  const end = Math.max(0, bytes.length - 32);
  bytes.set(
    createHash("sha256")
      .update(bytes.subarray(0, end))
      .digest()
      .subarray(0, bytes.length - end),
    end,
  );
  return bytes;
}
