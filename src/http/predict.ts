import type { Context } from "hono";
import { Failure } from "../errors.ts";
import { ValueError } from "../learn/errors.ts";
import { loadPipeline } from "../prediction/load-pipeline.ts";
import { predict } from "../prediction/predict.ts";
import type { Service } from "../service.ts";
import { readBody, type WireBody, type WireLimits } from "../wire.ts";
import { readRequestBody } from "./body.ts";
import { predictQuery, readQuery } from "./query.ts";

/** `POST /api/predict`: predicts rows with a stored pipeline. */
export async function postPredict(context: Context, service: Service): Promise<Response> {
  const { model_run_id, probabilities, scores } = readQuery(context.req.url, predictQuery);
  const { settings } = service.config;
  const body = parse(await readRequestBody(context.req.raw, settings), settings);
  const stored = await loadPipeline(service.database, service.cache, model_run_id, settings.maxResultBytes);
  const { signal } = context.req.raw;
  const answer = await predict(stored, model_run_id, body, { probabilities, scores }, signal);
  return context.json(answer as never);
}

function parse(bytes: Uint8Array, limits: WireLimits): WireBody {
  try {
    return readBody(bytes, "prediction", limits);
  } catch (error) {
    if (error instanceof ValueError) throw new Failure("invalid", error.message, error.issues);
    throw error;
  }
}
