import {
  ClassifierEstimator,
  ClustererEstimator,
  OutlierDetectorEstimator,
  RegressorEstimator,
} from "../../src/learn/core/estimator.ts";
import type { StepClass } from "../../src/learn/core/step.ts";
import { Transformer } from "../../src/learn/core/transformer.ts";
import { LIBRARY_STEPS } from "../../src/learn/steps.ts";
import { STEP_SENTENCES } from "./step-sentences.ts";
import { parameterTable, withGenerated } from "./table.ts";

/** The headings of the page, each with the base class of its steps. */
const KINDS = [
  ["Transformers", Transformer],
  ["Classifiers", ClassifierEstimator],
  ["Regressors", RegressorEstimator],
  ["Clusterers", ClustererEstimator],
  ["Outlier detectors", OutlierDetectorEstimator],
] as const;

/** Returns docs/building-blocks.md with its generated part anew: each step of the library with its parameters. */
export function withBuildingBlocks(page: string): string {
  const parts = KINDS.flatMap(([heading, Base]) => [
    `## ${heading}`,
    ...LIBRARY_STEPS.filter(({ prototype }) => prototype instanceof Base).map(section),
  ]);
  return withGenerated(page, parts.join("\n\n"));
}

/** Throws `Error` for a step without a sentence. */
function section({ type, parameters }: StepClass): string {
  const sentence = STEP_SENTENCES[type];
  if (sentence === undefined)
    throw new Error(`scripts/catalogue/step-sentences.ts has no sentence for ${type}`);
  return `### ${type}\n\n${sentence}\n\n${parameterTable(parameters!.entries)}`;
}
