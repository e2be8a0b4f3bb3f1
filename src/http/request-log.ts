import type { Line, ServiceLogger } from "../logging/logger.ts";
import type { Exchange } from "./exchange.ts";
import type { ServiceMetrics } from "./metrics/service-metrics.ts";
import { isProbe } from "./probe.ts";

/**
 * Counts each request and writes a log line for it. Lines are written at the end of the turn of the event loop: after the
 * responses have been sent, and those of several requests in one write.
 */
export class RequestLog {
  readonly #logger: ServiceLogger;
  readonly #metrics: ServiceMetrics;
  #lines: Line[] = [];

  constructor(logger: ServiceLogger, metrics: ServiceMetrics) {
    this.#logger = logger;
    this.#metrics = metrics;
  }

  /** Records a request that is being answered with `status`. */
  record({ request: { method }, route, requestId, startedAt, logFields }: Exchange, status: number): void {
    const ms = performance.now() - startedAt;
    if (this.#lines.length === 0) setImmediate(() => this.#write());
    const fields = {
      request_id: requestId,
      method,
      route,
      status,
      ms: Math.round(ms * 1e3) / 1e3,
      ...logFields,
    };
    this.#lines.push({ level: levelOf(method, route, status), fields });
    this.#metrics.requests.record(route, method, status, ms / 1e3);
    this.#metrics.eventLoopLag.end();
  }

  #write(): void {
    const lines = this.#lines;
    this.#lines = [];
    this.#logger.lines("request", lines);
  }
}

/** Returns the log level: debug for health checks and scrapes, warn for a refused POST or DELETE, else info. */
function levelOf(method: string, route: string, status: number): Line["level"] {
  if (isProbe(route)) return "debug";
  return status >= 400 && method !== "GET" ? "warn" : "info";
}
