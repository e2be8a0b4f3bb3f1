import { UsageError } from "../errors.ts";

/** The values of OTEL_TRACES_SAMPLER. */
export const SAMPLERS = [
  "always_on",
  "always_off",
  "traceidratio",
  "parentbased_always_on",
  "parentbased_always_off",
  "parentbased_traceidratio",
] as const;

/** A value of OTEL_TRACES_SAMPLER. */
export type SamplerName = (typeof SAMPLERS)[number];

/**
 * Where spans are sent, and of which traces. The exporter of OpenTelemetry reads further variables itself: headers, timeout,
 * compression and certificates.
 */
export interface TraceSettings {
  /** Spans are posted to this URL. It may contain a password: for log lines there is `describeEndpoint`. */
  readonly url: string;
  readonly sampler: SamplerName;
  /** The share of traces that a sampler by ratio takes, from 0 to 1. */
  readonly ratio: number;
  /** How long spans are collected before they are sent; undefined for the default of OpenTelemetry, 5 s. */
  readonly delayMs: number | undefined;
}

/** Returns the value of a variable; undefined when it is not set or has only white space. */
type Read = (variable: string) => string | undefined;

/**
 * Reads the standard variables of OpenTelemetry. Returns undefined unless they name an endpoint, and do not switch traces off.
 * Throws `UsageError`. Its message has no value of an endpoint or a header, which may be secret.
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function readTraceSettings(
  environment: Readonly<Record<string, string | undefined>>,
): TraceSettings | undefined {
  const read: Read = (variable) => environment[variable]?.trim() || undefined;
  const exporter = read("OTEL_TRACES_EXPORTER") ?? "otlp";
  const isOff = exporter === "none" || read("OTEL_SDK_DISABLED")?.toLowerCase() === "true";
  const url = isOff ? undefined : readUrl(read);
  if (url === undefined) return undefined;
  if (exporter !== "otlp") throw new UsageError("OTEL_TRACES_EXPORTER must be otlp or none");
  checkProtocol(read);
  checkPairs(read, "OTEL_EXPORTER_OTLP_HEADERS", isHeader);
  checkPairs(read, "OTEL_EXPORTER_OTLP_TRACES_HEADERS", isHeader);
  checkPairs(read, "OTEL_RESOURCE_ATTRIBUTES", isResourceAttribute);
  return { url, ...readSampler(read), delayMs: readDelay(read) };
}

/** Returns the URL of an endpoint without user, password and query. */
export function describeEndpoint(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

function readUrl(read: Read): string | undefined {
  const traces = parseUrl("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", read, "/v1/traces");
  if (traces !== undefined) return traces.href;
  const base = parseUrl("OTEL_EXPORTER_OTLP_ENDPOINT", read);
  if (base === undefined) return undefined;
  base.pathname += `${base.pathname.endsWith("/") ? "" : "/"}v1/traces`;
  return base.href;
}

function parseUrl(variable: string, read: Read, path = ""): URL | undefined {
  const text = read(variable);
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url;
  throw new UsageError(`${variable} must be a URL such as http://localhost:4318${path}`);
}

function checkProtocol(read: Read): void {
  const variable = ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"].find(read);
  if (variable === undefined || read(variable) === "http/protobuf") return;
  throw new UsageError(
    `${variable} must be http/protobuf, the only protocol that mlsvc sends; collectors take it on port 4318`,
  );
}

/** Throws unless a variable is a list of pairs such as `a=1,b=2`, percent-encoded, that `isValid`. */
function checkPairs(
  read: Read,
  variable: string,
  isValid: (name: string, value: string, pair: string) => boolean,
): void {
  for (const pair of read(variable)?.split(",") ?? []) {
    if (pair.trim() === "") continue;
    const at = pair.indexOf("=");
    const [name, value] = [pair.slice(0, Math.max(at, 0)), pair.slice(at + 1)].map(decode);
    if (name && value !== undefined && isValid(name, value, pair)) continue;
    throw new UsageError(
      `${variable} must be pairs such as name=value, separated by commas; write other characters as in a URL, such as %20`,
    );
  }
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.trim());
  } catch {
    return undefined;
  }
}

function isHeader(name: string, value: string): boolean {
  try {
    // Neither empty nor with white space around it, which would be removed.
    return value !== "" && new Headers([[name, value]]).get(name) === value;
  } catch {
    return false;
  }
}

/** The detector of OpenTelemetry would ignore all attributes because of one that is not like this. */
function isResourceAttribute(name: string, value: string, pair: string): boolean {
  return name.length <= 255 && value.length <= 255 && pair.split("=").length === 2;
}

function readSampler(read: Read): Pick<TraceSettings, "sampler" | "ratio"> {
  const sampler = (read("OTEL_TRACES_SAMPLER") ?? "parentbased_always_on") as SamplerName;
  if (!SAMPLERS.includes(sampler))
    throw new UsageError(`OTEL_TRACES_SAMPLER must be one of ${SAMPLERS.join(", ")}`);
  const ratio = sampler.endsWith("traceidratio") ? Number(read("OTEL_TRACES_SAMPLER_ARG") ?? 1) : 1;
  if (ratio >= 0 && ratio <= 1) return { sampler, ratio };
  throw new UsageError("OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1");
}

function readDelay(read: Read): number | undefined {
  const text = read("OTEL_BSP_SCHEDULE_DELAY");
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError("OTEL_BSP_SCHEDULE_DELAY must be a whole number of milliseconds");
}
