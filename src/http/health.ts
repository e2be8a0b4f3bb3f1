import type { Context } from "hono";
import { REGISTRY } from "../registry.ts";
import type { Service } from "../service.ts";
import { VERSION } from "../version.ts";

/** `GET /api/health`: all that is known without asking anybody. */
export function getHealth(context: Context, { readiness, trainings }: Service): Response {
  const reason = readiness.failure?.message;
  return context.json({
    status: "UP",
    ready: reason === undefined,
    ...(reason === undefined ? {} : { reason }),
    version: VERSION,
    uptime_seconds: process.uptime(),
    models: [...REGISTRY.keys()],
    training: trainings.line,
  });
}

/** `GET /api/health/live`: the process answers. */
export function getLive(context: Context): Response {
  return context.json({ status: "UP" });
}

/** `GET /api/health/ready`: work may be sent. Throws the `Failure` that says why when not. */
export function getReady(context: Context, { readiness }: Service): Response {
  const { failure } = readiness;
  if (failure !== undefined) throw failure;
  return context.json({ status: "UP" });
}
