import { DiagLogLevel, diag } from "@opentelemetry/api";
import { setGlobalErrorHandler } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceNameEnvDetector,
} from "@opentelemetry/resources";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { TraceSettings } from "../config/trace-settings.ts";
import { pause } from "../deadline.ts";
import { UsageError } from "../errors.ts";
import type { Logger } from "../logging/logger.ts";
import { VERSION } from "../version.ts";
import { MAX_CHARACTERS, OpenTelemetryTracer } from "./open-telemetry.ts";
import type { Tracer } from "./tracer.ts";
import { WatchedExporter } from "./watched-exporter.ts";

/** How long the end of the service waits for the collector to take the last spans. */
const CLOSE_MS = 2000;

/**
 * Creates a tracer that sends spans by OTLP, in batches, in the background. When the collector does not take them they are lost:
 * nothing waits for it. Throws `UsageError` for a variable of the exporter that it cannot use.
 */
export function createTracer(settings: TraceSettings, logger: Logger): Tracer {
  // Lost batches are logged by `WatchedExporter`.
  setGlobalErrorHandler(() => {});
  const exporter = new WatchedExporter(createExporter(settings.url), settings.url, logger);
  const delay = settings.delayMs === undefined ? {} : { scheduledDelayMillis: settings.delayMs };
  const provider = new TracerProvider({
    resource: resource(),
    sampler: sampler(settings),
    spanLimits: { attributeValueLengthLimit: MAX_CHARACTERS },
    spanProcessors: [new BatchSpanProcessor({ exporter, ...delay })],
  });
  return new OpenTelemetryTracer(provider, () =>
    Promise.race([provider.shutdown().catch(() => {}), pause(CLOSE_MS)]),
  );
}

/** Creates the exporter. It reads its variables itself, and warns of those that it ignores; here such a warning is an error. */
function createExporter(url: string): OTLPTraceExporter {
  const warnings: string[] = [];
  const ignore = () => {};
  // It reads the endpoint again, and would repeat a password in it.
  const warn = (message: string) => void (message.includes("URL") || warnings.push(message));
  diag.setLogger(
    { verbose: ignore, debug: ignore, info: ignore, warn, error: warn },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  try {
    const exporter = new OTLPTraceExporter({ url });
    if (warnings.length === 0) return exporter;
    throw new UsageError(`the exporter of traces cannot use its variables: ${warnings.join("; ")}`);
  } finally {
    diag.disable();
  }
}

/** Returns what the spans say about this process: the variables take precedence. */
function resource() {
  const own = {
    "service.name": "mlsvc",
    "service.version": VERSION,
    "service.instance.id": crypto.randomUUID(),
  };
  const detectors = [resourceAttributesEnvDetector, serviceNameEnvDetector];
  return defaultResource().merge(resourceFromAttributes(own)).merge(detectResources({ detectors }));
}

function sampler({ sampler: name, ratio }: TraceSettings): Sampler {
  const root = name.endsWith("always_on")
    ? new AlwaysOnSampler()
    : name.endsWith("always_off")
      ? new AlwaysOffSampler()
      : new TraceIdRatioBasedSampler(ratio);
  return name.startsWith("parentbased_") ? new ParentBasedSampler({ root }) : root;
}
