import type { Context } from "hono";
import { loadPipeline } from "../prediction/load-pipeline.ts";
import { predict } from "../prediction/predict.ts";
import { readTable } from "../prediction/read-table.ts";
import type { Service } from "../service.ts";
import { RequestBody } from "./body.ts";
import type { BodyMemory } from "./body-memory.ts";
import { largeJson } from "./large-json.ts";
import { predictQuery, readQuery } from "./query.ts";

/** `POST /api/predict`: predicts rows with a stored pipeline. */
export async function postPredict(context: Context, service: Service, memory: BodyMemory): Promise<Response> {
  const { model_run_id, probabilities, scores } = readQuery(context.req.url, predictQuery);
  const { settings } = service.config;
  const about = context.get("about");
  about.run_id = model_run_id;
  const { signal } = context.req.raw;
  const body = new RequestBody(context.req.raw, settings, memory);
  try {
    const bytes = await body.read();
    const { database, schema, cache } = service;
    const stored = await loadPipeline(database, schema, cache, model_run_id, settings.maxResultBytes);
    about.model = stored.model;
    const rows = await readTable(bytes, stored.pipeline.schema, settings, signal);
    about.rows = rows.rows;
    const answer = await predict(stored, model_run_id, rows, { probabilities, scores }, signal);
    return await largeJson({ ...answer });
  } finally {
    body.release();
  }
}
