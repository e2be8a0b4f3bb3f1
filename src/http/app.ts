import { Failure, messageOf } from "../errors.ts";
import type { Logger } from "../logging/logger.ts";
import type { Service } from "../service.ts";
import { tracer } from "../tracing/tracer.ts";
import { Bodies } from "./bodies.ts";
import { Exchange } from "./exchange.ts";
import { ServiceMetrics } from "./metrics/service-metrics.ts";
import { shorten } from "./problem.ts";
import { RequestLog } from "./request-log.ts";
import { withRequestSpans } from "./request-spans.ts";
import { RouteHandler } from "./route-handler.ts";
import { createRouter } from "./router.ts";
import { postPredict } from "./routes/predict.ts";
import type { RouteContext } from "./routes/route.ts";
import { ROUTES } from "./routes/table.ts";

/** Answers requests; never throws. */
export type Fetch = (request: Request) => Promise<Response>;

/** Returns the handler of all requests. It adds what the routes share: request ids, log lines, metrics and problem details. */
export function createApp(service: Service): Fetch {
  const bodies = new Bodies(service.config.settings);
  const metrics = new ServiceMetrics(service, bodies);
  const context: RouteContext = { service, metrics, bodies, routes: ROUTES };
  const handlers = ROUTES.map((route) => new RouteHandler(route, context));
  const router = createRouter(handlers);
  // Most requests are predictions: they skip the router.
  const predict = handlers[ROUTES.indexOf(postPredict)]!;
  const log = new RequestLog(service.logger, metrics);
  const answer = async (exchange: Exchange): Promise<Response> => {
    metrics.eventLoopLag.begin();
    let response: Response;
    try {
      response = await (predict.matches(exchange.request) ? predict.handle(exchange) : router(exchange));
    } catch (error) {
      response = problemResponse(error, exchange, service.logger);
    }
    log.record(exchange, response.status);
    return response;
  };
  const handle: Fetch =
    tracer === undefined ? (request) => answer(new Exchange(request)) : withRequestSpans(tracer, answer);
  return (request) => handle(withHost(request));
}

/** Returns the request with an absolute URL. Without `Host`, which HTTP/1.0 does not ask for, Bun gives only path and query. */
function withHost(request: Request): Request {
  return request.url.startsWith("/") ? new Request(`http://localhost${request.url}`, request) : request;
}

/** Returns the response for whatever a handler threw. */
function problemResponse(error: unknown, exchange: Exchange, logger: Logger): Response {
  if (error instanceof Failure) {
    exchange.logFields.reason = shorten(error.message);
    return exchange.problem(error);
  }
  const { requestId, logFields } = exchange;
  const fields = { request_id: requestId, trace_id: logFields.trace_id, err: error };
  logger.error(fields, `a request failed: ${messageOf(error)}`);
  return exchange.problem(
    new Failure("internal", `the service failed to answer; see its log for request ${requestId}`),
  );
}
