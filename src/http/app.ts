import { type Context, Hono } from "hono";
import { Failure, messageOf } from "../errors.ts";
import type { Logger } from "../logging/logger.ts";
import type { Service } from "../service.ts";
import { BodyMemory } from "./body-memory.ts";
import { Exchange } from "./exchange.ts";
import { getHealth, getLive, getReady } from "./health.ts";
import type { ServiceMetrics } from "./metrics.ts";
import { getModels } from "./models.ts";
import { PredictRoute } from "./predict.ts";
import { shorten } from "./problem.ts";
import { RequestLog } from "./request-log.ts";
import { deleteTrain, getTrain, postTrain } from "./train.ts";

/** What answers a request: a route's handler, or what leads to one. Throws the `Failure` that its caller is told. */
type Handler = (exchange: Exchange) => Response | Promise<Response>;

/** Answers requests; never throws. */
export type Fetch = (request: Request) => Promise<Response>;

/** Every route, with what all of them share: request ids, one log line, metrics, and failures as problems. */
export function createApp(service: Service, metrics: ServiceMetrics): Fetch {
  const memory = new BodyMemory(service.config.settings.maxBodyBytes);
  metrics.gauge("mlsvc_body_bytes", "Bytes of the bodies that are read or worked on", () => memory.bytes);
  const predict = new PredictRoute(service, memory);
  const lead = createRouter(service, metrics, memory, predict);
  const log = new RequestLog(service.logger, metrics);
  return async function fetch(request) {
    const exchange = new Exchange(request);
    let response: Response;
    try {
      // The call that most are is spared the way through the router.
      response = await (predict.isFor(request) ? predict.post(exchange) : lead(exchange));
    } catch (error) {
      response = problemResponse(error, exchange, service.logger);
    }
    log.note(exchange, response.status);
    return response;
  };
}

/** Returns what leads a request to the handler of its route. */
function createRouter(
  service: Service,
  metrics: ServiceMetrics,
  memory: BodyMemory,
  predict: PredictRoute,
): Handler {
  const app = new Hono<{ Bindings: Exchange }>();
  const methods: Record<string, string[]> = {};
  const on = (method: "GET" | "POST" | "DELETE", path: string, handler: Handler) => {
    methods[path] = [...(methods[path] ?? []), method];
    app.on(method, path, ({ env }: Context<{ Bindings: Exchange }>) => {
      env.route = path;
      return handler(env);
    });
  };

  on("POST", "/api/train", (exchange) => postTrain(exchange, service, memory));
  on("GET", "/api/train", (exchange) => getTrain(exchange, service));
  on("DELETE", "/api/train", (exchange) => deleteTrain(exchange, service));
  on("POST", predict.path, (exchange) => predict.post(exchange));
  on("GET", "/api/models", (exchange) => getModels(exchange, service));
  on("GET", "/api/health", (exchange) => getHealth(exchange, service));
  on("GET", "/api/health/live", getLive);
  on("GET", "/api/health/ready", (exchange) => getReady(exchange, service));
  on("GET", "/openapi.json", async (exchange) => {
    const { openApiDocument } = await import("./openapi/document.ts");
    return exchange.json(openApiDocument());
  });
  on("GET", "/docs", async (exchange) => {
    const { docsPage } = await import("./docs/page.ts");
    return exchange.respond(docsPage(), { "Content-Type": "text/html; charset=UTF-8" });
  });
  on("GET", "/metrics", async (exchange) => {
    const { text, contentType } = await metrics.read();
    return exchange.respond(text, { "Content-Type": contentType });
  });

  app.notFound(({ env, req }) => {
    const allowed = Object.hasOwn(methods, req.path) ? methods[req.path] : undefined;
    if (allowed === undefined) {
      return env.problem(
        new Failure("not_found", "there is nothing at this path; GET /docs lists what there is"),
      );
    }
    env.route = req.path;
    const list = allowed.join(", ");
    const failure = new Failure("method_not_allowed", `this path takes ${list}, not ${req.method}`);
    return env.problem(failure, { Allow: list });
  });
  app.onError((error) => {
    throw error;
  });
  return (exchange) => app.fetch(exchange.request, exchange);
}

/** The answer that tells of whatever a handler threw. */
function problemResponse(error: unknown, exchange: Exchange, logger: Logger): Response {
  if (error instanceof Failure) {
    exchange.about.reason = shorten(error.message);
    return exchange.problem(error);
  }
  const { requestId } = exchange;
  logger.error({ request_id: requestId, err: error }, `a request failed: ${messageOf(error)}`);
  return exchange.problem(
    new Failure("internal", `an error of the service's own; its log tells more (request ${requestId})`),
  );
}
