import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { packRows } from "../../src/ingest/rows.ts";
import { StateError } from "../../src/learn/core/errors.ts";
import { decodeMessagePack, encodeMessagePack } from "../../src/learn/core/messagepack.ts";
import { LogisticRegression } from "../../src/learn/linear-model/logistic-regression.ts";
import { Pipeline } from "../../src/learn/pipeline.ts";
import { StandardScaler } from "../../src/learn/preprocessing/standard-scaler.ts";
import { restoreStep } from "../../src/models/registry.ts";
import { decodePipeline, encodePipeline } from "../../src/models/stored-pipeline.ts";

const features = packRows(
  Array.from({ length: 20 }, (_, i) => ({ a: i, b: (i * 7) % 5 })),
  ["a", "b"],
  "features",
);
const labels = packRows(
  Array.from({ length: 20 }, (_, i) => ({ y: i < 10 ? "low" : "high" })),
  ["y"],
  "labels",
);
const pipeline = new Pipeline([new StandardScaler(), new LogisticRegression()]).fit(features, labels);
const bytes = encodePipeline({
  model: "test",
  pipeline,
  provenance: {
    parameters: { C: 1 },
    rows: 20,
    dataHash: "0",
    randomState: 0,
    iterations: 3,
    converged: true,
    mlsvcVersion: "0",
    time: "1970-01-01T00:00:00.000Z",
  },
});

/** Expects that these bytes result in a pipeline or a StateError. */
function readsOrRefuses(input: Uint8Array): void {
  try {
    decodePipeline(input, restoreStep);
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
  }
}

describe("a stored pipeline", () => {
  test("predicts the same as the fitted one, bit for bit, if read from a Buffer at any offset", () => {
    for (let offset = 0; offset < 9; offset++) {
      const moved = Buffer.alloc(bytes.length + offset);
      moved.set(bytes, offset);
      const restored = decodePipeline(moved.subarray(offset), restoreStep);
      expect(restored.pipeline.predictProba(features)).toEqual(pipeline.predictProba(features));
      expect(restored.provenance).toMatchObject({ rows: 20, iterations: 3, converged: true });
    }
  });

  test("has the same bytes when encoded again after decoding", () => {
    expect(encodePipeline(decodePipeline(bytes, restoreStep))).toEqual(bytes);
  });

  test("is refused if any bit is flipped or its end is missing", () => {
    for (let at = 0; at < bytes.length; at++) {
      const damaged = bytes.slice();
      damaged[at]! ^= 1 << (at % 8);
      expect(() => decodePipeline(damaged, restoreStep)).toThrow(StateError);
      expect(() => decodePipeline(bytes.subarray(0, at), restoreStep)).toThrow(StateError);
    }
  });

  test("of another program or version is refused with a remedy", () => {
    expect(() => decodePipeline(new Uint8Array([0x80, 4, 0x95]), restoreStep)).toThrow(
      /Python pickle.*train the run again/,
    );
    expect(() => decodePipeline(encodeMessagePack({ format: "other" }), restoreStep)).toThrow(
      "not written by mlsvc",
    );
    expect(() => decodePipeline(encodeMessagePack({ format: "mlsvc", version: 99 }), restoreStep)).toThrow(
      "version 99",
    );
  });

  test("any bytes result in a pipeline or a StateError", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), readsOrRefuses), { seed: 1, numRuns: 3000 });
  });
});

describe("MessagePack", () => {
  test("restores typed arrays and plain data unchanged", () => {
    const value = {
      floats: new Float64Array([1.5, -0, 1e308]),
      integers: new Int32Array([-1, 2 ** 31 - 1]),
      small: new Uint16Array([65535]),
      nested: [{ text: "ü😀", none: null, yes: true }],
    };
    expect(decodeMessagePack(encodeMessagePack(value))).toEqual(value);
    const missing = decodeMessagePack(encodeMessagePack(new Float64Array([Number.NaN]))) as Float64Array;
    expect(missing[0]).toBeNaN();
  });

  test("refuses wrong lengths before allocating memory", () => {
    for (const lie of [
      [0xdd, 255, 255, 255, 255],
      [0xdf, 255, 255, 255, 255],
      [0xc6, 255, 255, 255, 255],
      [0xdb, 127, 255, 255, 255],
    ]) {
      expect(() => decodeMessagePack(new Uint8Array(lie))).toThrow(StateError);
    }
  });

  test("refuses data that is nested too deeply, and bytes after the end", () => {
    expect(() => decodeMessagePack(new Uint8Array(1000).fill(0x91))).toThrow(/nested deeper|ends early/);
    expect(() => decodeMessagePack(new Uint8Array([1, 2]))).toThrow("1 bytes follow");
  });
});
