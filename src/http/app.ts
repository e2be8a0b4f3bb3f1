import { Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { Failure, messageOf } from "../errors.ts";
import type { Service } from "../service.ts";
import { BodyMemory } from "./body-memory.ts";
import { docsPage } from "./docs/page.ts";
import { getHealth, getLive, getReady } from "./health.ts";
import type { ServiceMetrics } from "./metrics.ts";
import { getModels } from "./models.ts";
import { openApiDocument } from "./openapi/document.ts";
import { postPredict } from "./predict.ts";
import { problemResponse, shorten } from "./problem.ts";
import { requestIdOf } from "./request-id.ts";
import { deleteTrain, getTrain, postTrain } from "./train.ts";

interface Variables {
  requestId: string;
  /** What the request's log line says beside route and status: run, model, rows. */
  about: Record<string, unknown>;
}

/** Every route, with what all of them share: request ids, one log line, headers, and failures as problems. */
export function createApp(service: Service, metrics: ServiceMetrics): Hono<{ Variables: Variables }> {
  const app = new Hono<{ Variables: Variables }>();
  const routes: Record<string, string[]> = {};
  const memory = new BodyMemory(service.config.settings.maxBodyBytes);
  metrics.gauge("mlsvc_body_bytes", "Bytes of the bodies that are read or worked on", () => memory.bytes);
  const on = (method: "GET" | "POST" | "DELETE", path: string, handler: Parameters<typeof app.on>[2]) => {
    routes[path] = [...(routes[path] ?? []), method];
    app.on(method, [path], handler as never);
  };

  app.use(async function trace(context, next) {
    const started = performance.now();
    const requestId = requestIdOf(context.req.raw.headers);
    context.set("requestId", requestId);
    context.set("about", {});
    await next();
    context.header("X-Request-Id", requestId);
    const seconds = (performance.now() - started) / 1000;
    // A label's values must be few: a path that is no route counts as one.
    const route = context.req.path in routes ? context.req.path : "other";
    const { status } = context.res;
    metrics.request(context.req.method, route, status, seconds);
    service.logger[levelOf(context.req.method, route, status)](
      {
        request_id: requestId,
        method: context.req.method,
        route,
        status,
        ms: Math.round(seconds * 1e6) / 1e3,
        ...context.get("about"),
      },
      "request",
    );
  });
  app.use(
    secureHeaders({
      // The page of the API has one style sheet, in itself; everything else is data.
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'unsafe-inline'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
      },
      xFrameOptions: "DENY",
      referrerPolicy: "no-referrer",
      // Plain HTTP on loopback: there is no TLS to insist on.
      strictTransportSecurity: false,
    }),
  );
  app.use(async function noStore(context, next) {
    await next();
    context.header("Cache-Control", "no-store");
  });

  on("POST", "/api/train", (context) => postTrain(context, service, memory));
  on("GET", "/api/train", (context) => getTrain(context, service));
  on("DELETE", "/api/train", (context) => deleteTrain(context, service));
  on("POST", "/api/predict", (context) => postPredict(context, service, memory));
  on("GET", "/api/models", (context) => getModels(context, service));
  on("GET", "/api/health", (context) => getHealth(context, service));
  on("GET", "/api/health/live", getLive);
  on("GET", "/api/health/ready", (context) => getReady(context, service));
  on("GET", "/openapi.json", (context) => context.json(openApiDocument() as never));
  on("GET", "/docs", (context) => context.html(docsPage()));
  on("GET", "/metrics", async (context) => {
    const { text, contentType } = await metrics.read();
    return context.body(text, 200, { "Content-Type": contentType });
  });

  app.notFound((context) => {
    const allowed = Object.hasOwn(routes, context.req.path) ? routes[context.req.path] : undefined;
    if (allowed === undefined) {
      return problemResponse(
        new Failure("not_found", "there is nothing at this path; GET /docs lists what there is"),
      );
    }
    const response = problemResponse(
      new Failure("method_not_allowed", `this path takes ${allowed.join(", ")}, not ${context.req.method}`),
    );
    response.headers.set("Allow", allowed.join(", "));
    return response;
  });
  app.onError((error, context) => {
    const requestId = context.get("requestId");
    if (error instanceof Failure) {
      Object.assign(context.get("about"), { reason: shorten(error.message) });
      return problemResponse(error);
    }
    service.logger.error({ request_id: requestId, err: error }, `a request failed: ${messageOf(error)}`);
    return problemResponse(
      new Failure("internal", `an error of the service's own; its log tells more (request ${requestId})`),
    );
  });
  return app;
}

/** Health checks and scrapes are seen at `debug` only; a training or prediction that was refused is a warning. */
function levelOf(method: string, route: string, status: number): "debug" | "info" | "warn" {
  if (route.startsWith("/api/health") || route === "/metrics") return "debug";
  return status >= 400 && method !== "GET" ? "warn" : "info";
}
