/**
 * A mistake in a model file that shows when the model is used: `createPipeline`, `validateFeatures` or `extractMetrics`
 * returned the wrong thing. It is never the caller's fault, so it is never reported as a refusal of the rows.
 */
export class ModelError extends Error {
  override readonly name = "ModelError";
}
