import * as v from "valibot";
import { REGISTRY } from "../../models/registry.ts";
import { VERSION } from "../../version.ts";
import { apiRoute } from "./route.ts";
import { integer, strings } from "./schemas.ts";

const up = v.literal("UP");

/** Returns the state of the process, without asking the database. */
export const getHealth = apiRoute({
  method: "GET",
  path: "/api/health",
  operation: {
    id: "getHealth",
    tag: "monitoring",
    summary: "Health, from memory",
    description: "Answers 200 as long as the process answers at all, and asks nothing of the database.",
    answer: {
      description: "The process answers",
      name: "Health",
      schema: v.object({
        status: up,
        ready: v.boolean(),
        reason: v.optional(v.pipe(v.string(), v.description("Why it is not ready"))),
        version: v.string(),
        uptime_seconds: v.number(),
        models: v.pipe(strings, v.description("Names of the models of this program")),
        training: v.object({
          running: v.pipe(v.nullable(integer), v.description("Id of the run that is being trained")),
          waiting: v.pipe(integer, v.description("How many runs are waiting")),
          limit: v.pipe(integer, v.description("How many runs may wait (TRAIN_QUEUE_LIMIT)")),
        }),
      }),
      example: {
        status: "UP",
        ready: true,
        version: VERSION,
        uptime_seconds: 3600,
        models: ["churn"],
        training: { running: null, waiting: 0, limit: 16 },
      },
    },
  },

  handle(_exchange, _query, { service: { readiness, queue } }) {
    const reason = readiness.failure?.message;
    return {
      status: "UP" as const,
      ready: reason === undefined,
      ...(reason === undefined ? {} : { reason }),
      version: VERSION,
      uptime_seconds: process.uptime(),
      models: [...REGISTRY.keys()],
      training: queue.occupancy,
    };
  },
});

const upAnswer = {
  name: "Up",
  schema: v.object({ status: up }),
  example: { status: "UP" },
} as const;

/** Answers as long as the process is alive: for liveness probes. */
export const getLive = apiRoute({
  method: "GET",
  path: "/api/health/live",
  operation: {
    id: "getLiveness",
    tag: "monitoring",
    summary: "Liveness",
    description: "Answers 200 as long as the process answers at all.",
    answer: { description: "The process answers", ...upAnswer },
  },

  handle: () => ({ status: "UP" as const }),
});

/** Answers 200 if requests may be sent, else 503: for readiness probes. */
export const getReady = apiRoute({
  method: "GET",
  path: "/api/health/ready",
  operation: {
    id: "getReadiness",
    tag: "monitoring",
    summary: "Readiness",
    description: "Answers 200 when the service can train and predict.",
    answer: { description: "Requests may be sent", ...upAnswer },
    failures: { 503: "The first reconcile has not succeeded, or the service is shutting down" },
  },

  handle(_exchange, _query, { service }) {
    const { failure } = service.readiness;
    if (failure !== undefined) throw failure;
    return { status: "UP" as const };
  },
});
