import { Failure } from "../errors.ts";
import { shortName } from "../learn/core/errors.ts";
import type { Service } from "../service.ts";
import { RequestBody } from "./body.ts";
import type { BodyMemory } from "./body-memory.ts";
import type { Exchange } from "./exchange.ts";
import { readQuery, runQuery, trainQuery } from "./query.ts";

/** `POST /api/train`: accepts a run; the training itself goes on after the answer. */
export async function postTrain(exchange: Exchange, service: Service, memory: BodyMemory): Promise<Response> {
  const { model_name, model_run_id } = readQuery(exchange.request.url, trainQuery);
  Object.assign(exchange.about, { run_id: model_run_id, model: shortName(model_name) });
  const body = new RequestBody(exchange.request, service.config.settings, memory);
  try {
    const { warnings } = await service.queue.accept({
      modelName: model_name,
      runId: model_run_id,
      requestId: exchange.requestId,
      expectedBytes: body.expectedBytes,
      chunks: () => body.chunks(),
    });
    return exchange.json({
      status: "success",
      message: "Training initiated",
      model_name,
      model_run_id,
      ...(warnings.length > 0 ? { warnings } : {}),
    });
  } finally {
    body.release();
  }
}

/** `GET /api/train`: where a run of this process stands, from memory. */
export function getTrain(exchange: Exchange, service: Service): Response {
  const { model_run_id } = readQuery(exchange.request.url, runQuery);
  const status = service.queue.status(model_run_id);
  if (status === undefined) throw unknownRun(model_run_id);
  return exchange.json(status);
}

/** `DELETE /api/train`: cancels a waiting or running run. */
export async function deleteTrain(exchange: Exchange, service: Service): Promise<Response> {
  const { model_run_id } = readQuery(exchange.request.url, runQuery);
  Object.assign(exchange.about, { run_id: model_run_id });
  if (!(await service.queue.cancel(model_run_id))) throw unknownRun(model_run_id);
  return exchange.json({ status: "success", message: "Training cancelled", model_run_id });
}

function unknownRun(runId: number): Failure {
  return new Failure("not_found", `run ${runId} neither waits nor runs in this process`);
}
