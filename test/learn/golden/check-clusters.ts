import type { ClustererEstimator } from "../../../src/learn/core/estimator.ts";
import type { Pipeline } from "../../../src/learn/pipeline.ts";
import type { GoldenCase } from "./cases.ts";
import type { Findings } from "./compare.ts";

/**
 * Checks clusters. If every seed of scikit-learn found the same optimum, it must be found (inertia, sizes, centres,
 * predictions); otherwise the inertia must be no worse than that of the worst seed.
 */
export function checkClusters(golden: GoldenCase, pipeline: Pipeline, findings: Findings): void {
  const { fit, test, tolerance, split } = golden;
  const { inertia, cluster_centers: centers } = pipeline.estimator.state as {
    inertia: number;
    cluster_centers: Float64Array;
  };
  const worst = Math.max(...fit.inertia_by_seed);
  findings.within("inertia against the worst seed", inertia, { most: worst * (1 + tolerance.rtol) });
  const isBest = Math.abs(inertia - fit.inertia) <= tolerance.rtol * fit.inertia;
  const isOnlyOptimum = fit.inertia_by_seed.every((value: number) => value === fit.inertia_by_seed[0]);
  if (isOnlyOptimum) findings.close("inertia", inertia, fit.inertia, { ...tolerance, atol: 0 });
  else if (!isBest) {
    findings.leaveOut("clusters of another optimum");
    return;
  }
  const k = fit.sizes.length;
  const p = centers.length / k;
  // The recorded clusters are numbered by the first coordinate of their centres.
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
  findings.equal("predicted clusters", number(pipeline.predictCodes(split.testX)), test.predict);
  const estimator = pipeline.estimator as ClustererEstimator;
  const testInertia = estimator.inertia(pipeline.transform(split.testX));
  findings.close("inertia of test rows", testInertia, test.inertia, tolerance);
}
