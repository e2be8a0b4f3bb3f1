import { type Logger, writeLine } from "../logger.ts";
import type { Exchange } from "./exchange.ts";

/** Writes one line for each request. */
export class RequestLog {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Writes the line of a request that was answered with `status` after so many seconds. */
  write(method: string, { requestId, route, about }: Exchange, status: number, seconds: number): void {
    const fields = {
      request_id: requestId,
      method,
      route,
      status,
      ms: Math.round(seconds * 1e6) / 1e3,
      ...about,
    };
    writeLine(this.#logger, levelOf(method, route, status), fields, "request");
  }
}

/** Health checks and scrapes are seen at `debug` only; a training or prediction that was refused is a warning. */
function levelOf(method: string, route: string, status: number): "debug" | "info" | "warn" {
  if (route.startsWith("/api/health") || route === "/metrics") return "debug";
  return status >= 400 && method !== "GET" ? "warn" : "info";
}
