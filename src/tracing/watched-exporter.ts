import { type ExportResult, ExportResultCode } from "@opentelemetry/core";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace";
import { describeEndpoint } from "../config/trace-settings.ts";
import type { Logger } from "../logging/logger.ts";

/** An exporter that logs when the collector stops taking spans, and when it takes them again: not each batch that is lost. */
export class WatchedExporter implements SpanExporter {
  readonly #exporter: SpanExporter;
  readonly #endpoint: string;
  readonly #logger: Logger;
  /** Whether the latest batch was lost. */
  #isFailing = false;

  constructor(exporter: SpanExporter, url: string, logger: Logger) {
    this.#exporter = exporter;
    this.#endpoint = describeEndpoint(url);
    this.#logger = logger;
  }

  export(spans: ReadableSpan[], onResult: (result: ExportResult) => void): void {
    this.#exporter.export(spans, (result) => {
      this.#note(result);
      onResult(result);
    });
  }

  forceFlush(): Promise<void> {
    return this.#exporter.forceFlush?.() ?? Promise.resolve();
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }

  #note({ code, error }: ExportResult): void {
    const isFailing = code !== ExportResultCode.SUCCESS;
    if (isFailing === this.#isFailing) return;
    this.#isFailing = isFailing;
    const endpoint = this.#endpoint;
    if (isFailing) this.#logger.warn({ endpoint, err: reasonOf(error) }, "the collector does not take spans");
    else this.#logger.info({ endpoint }, "the collector takes spans again");
  }
}

/** Returns the message of an error, with the HTTP status if the collector answered with one. */
function reasonOf(error: (Error & { code?: number | string }) | undefined): string {
  if (error === undefined) return "unknown";
  return typeof error.code === "number" ? `HTTP ${error.code} ${error.message}`.trim() : error.message;
}
