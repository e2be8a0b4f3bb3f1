/**
 * A mistake in a model file that is found when the model is used, such as a wrong result of `createPipeline`, `validateFeatures`
 * or `extractMetrics`. It is not the caller's fault, so it is never reported as a refusal of the rows.
 */
export class ModelError extends Error {
  override readonly name = "ModelError";
}
