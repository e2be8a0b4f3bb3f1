import type { Line, ServiceLogger } from "../logging/logger.ts";
import type { Exchange } from "./exchange.ts";
import type { ServiceMetrics } from "./metrics.ts";

/**
 * Counts requests and writes one line for each, at the end of the turn of the event loop in which they were answered: the
 * answer goes first, and those that were answered together are written together.
 */
export class RequestLog {
  readonly #logger: ServiceLogger;
  readonly #metrics: ServiceMetrics;
  #lines: Line[] = [];

  constructor(logger: ServiceLogger, metrics: ServiceMetrics) {
    this.#logger = logger;
    this.#metrics = metrics;
  }

  /** Notes a request that is being answered with `status` now. */
  note({ request: { method }, route, requestId, startedAt, logFields }: Exchange, status: number): void {
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
    this.#metrics.request(method, route, status, ms / 1e3);
  }

  #write(): void {
    const lines = this.#lines;
    this.#lines = [];
    this.#logger.lines("request", lines);
  }
}

/** Health checks and scrapes are seen at `debug` only; a training or prediction that was refused is a warning. */
function levelOf(method: string, route: string, status: number): Line["level"] {
  if (route.startsWith("/api/health") || route === "/metrics") return "debug";
  return status >= 400 && method !== "GET" ? "warn" : "info";
}
