import { REGISTRY } from "../models/registry.ts";
import type { Service } from "../service.ts";
import { VERSION } from "../version.ts";
import type { Exchange } from "./exchange.ts";

/** `GET /api/health`: all that is known without asking anybody. */
export function getHealth(exchange: Exchange, { readiness, queue }: Service): Response {
  const reason = readiness.failure?.message;
  return exchange.json({
    status: "UP",
    ready: reason === undefined,
    ...(reason === undefined ? {} : { reason }),
    version: VERSION,
    uptime_seconds: process.uptime(),
    models: [...REGISTRY.keys()],
    training: queue.occupancy,
  });
}

/** `GET /api/health/live`: the process answers. */
export function getLive(exchange: Exchange): Response {
  return exchange.json({ status: "UP" });
}

/** `GET /api/health/ready`: work may be sent. Throws the `Failure` that says why when not. */
export function getReady(exchange: Exchange, { readiness }: Service): Response {
  const { failure } = readiness;
  if (failure !== undefined) throw failure;
  return exchange.json({ status: "UP" });
}
