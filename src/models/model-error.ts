/**
 * A mistake in a model file that shows when the model is used: what `createPipeline`, `validateFeatures` or
 * `extractMetrics` returned is not what it must be. Never the caller's fault, so never told as a refusal of the rows.
 */
export class ModelError extends Error {
  override readonly name = "ModelError";
}
