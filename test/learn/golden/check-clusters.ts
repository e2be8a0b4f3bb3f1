import type { Pipeline } from "../../../src/learn/pipeline.ts";
import type { GoldenCase } from "./cases.ts";
import type { Findings } from "./compare.ts";

/**
 * Clusters: where every seed found the same optimum, ours is that one (inertia, sizes, centres, predictions);
 * elsewhere it is no worse than the worst of the seeds.
 */
export function checkClusters(golden: GoldenCase, pipeline: Pipeline, findings: Findings): void {
  const { fit, test, tolerance, split } = golden;
  pipeline.fit(split.trainX, split.trainY.select([]));
  const { inertia, cluster_centers: centers } = pipeline.estimator.state as {
    inertia: number;
    cluster_centers: Float64Array;
  };
  const worst = Math.max(...fit.inertia_by_seed);
  findings.check(`inertia ${inertia} > ${worst}`, inertia <= worst * (1 + tolerance.rtol));
  const best = Math.abs(inertia - fit.inertia) <= tolerance.rtol * fit.inertia;
  const isOnlyOptimum = fit.inertia_by_seed.every((value: number) => value === fit.inertia_by_seed[0]);
  if (isOnlyOptimum) findings.check(`inertia ${inertia} is not ${fit.inertia}`, best);
  if (!best) return;
  const k = fit.sizes.length;
  const p = centers.length / k;
  // The figures number clusters by the first coordinate of their centres.
  const order = Array.from({ length: k }, (_, c) => c).sort((a, b) => centers[a * p]! - centers[b * p]!);
  const number = (codes: Int32Array) => Array.from(codes, (code) => order.indexOf(code));
  const train = number(pipeline.predictCodes(split.trainX));
  findings.equal(
    "sizes",
    order.map((_, c) => train.filter((code) => code === c).length),
    fit.sizes,
  );
  const sorted = order.map((c) => Array.from(centers.subarray(c * p, (c + 1) * p)));
  findings.close("centres", sorted, fit.centers, tolerance);
  findings.equal("predictions", number(pipeline.predictCodes(split.testX)), test.predict);
}
