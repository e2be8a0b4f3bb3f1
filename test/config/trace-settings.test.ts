import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeEndpoint, readTraceSettings, SAMPLERS } from "../../src/config/trace-settings.ts";

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318" };

test("nothing is traced without an endpoint, whatever the other variables say", () => {
  expect(readTraceSettings({})).toBeUndefined();
  expect(readTraceSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: " " })).toBeUndefined();
  expect(
    readTraceSettings({ OTEL_TRACES_EXPORTER: "otlp", OTEL_TRACES_SAMPLER: "?", OTEL_SERVICE_NAME: "x" }),
  ).toBeUndefined();
});

test("an endpoint gets the path of traces; one for traces only is taken as it is, and takes precedence", () => {
  const urlOf = (variables: Record<string, string>) => readTraceSettings(variables)?.url;
  const base = (url: string) => urlOf({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
  expect(base("http://collector:4318")).toBe("http://collector:4318/v1/traces");
  expect(base("https://collector/otlp/")).toBe("https://collector/otlp/v1/traces");
  expect(urlOf({ ...ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://tempo/in" })).toBe(
    "http://tempo/in",
  );
});

test("traces can be switched off, and then no other variable matters", () => {
  const broken = { OTEL_EXPORTER_OTLP_ENDPOINT: "?", OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" };
  expect(readTraceSettings({ ...broken, OTEL_TRACES_EXPORTER: "none" })).toBeUndefined();
  expect(readTraceSettings({ ...broken, OTEL_SDK_DISABLED: "True" })).toBeUndefined();
  expect(readTraceSettings({ ...ENDPOINT, OTEL_SDK_DISABLED: "false" })).toBeDefined();
});

test("each sampler is known, and the ratio is read for those that have one", () => {
  expect(readTraceSettings(ENDPOINT)).toMatchObject({ sampler: "parentbased_always_on", ratio: 1 });
  for (const sampler of SAMPLERS) {
    const variables = { ...ENDPOINT, OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: "0.25" };
    const ratio = sampler.includes("ratio") ? 0.25 : 1;
    expect(readTraceSettings(variables)).toMatchObject({ sampler, ratio });
  }
});

test("a variable that cannot be used is named, without the values that may be secret", () => {
  const cases: [string, readonly string[]][] = [
    ["OTEL_EXPORTER_OTLP_ENDPOINT", ["5ecret@x", "localhost:4318", "ftp://5ecret@x", "//x", "http://"]],
    ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", ["5ecret", "grpc://x:4317"]],
    ["OTEL_TRACES_EXPORTER", ["zipkin", "console,otlp"]],
    ["OTEL_EXPORTER_OTLP_PROTOCOL", ["grpc", "http/json", "HTTP/PROTOBUF"]],
    ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", ["grpc"]],
    [
      "OTEL_EXPORTER_OTLP_HEADERS",
      ["5ecret", "a: 5ecret", "=5ecret", "a=", "a b=5ecret", "a=5ecret%zz", "a=%0A"],
    ],
    ["OTEL_EXPORTER_OTLP_TRACES_HEADERS", ["a=1,5ecret"]],
    ["OTEL_RESOURCE_ATTRIBUTES", ["a", "a=b=c", "=b", "a=%", `a=${"x".repeat(256)}`]],
    ["OTEL_TRACES_SAMPLER", ["always", "jaeger_remote"]],
    ["OTEL_BSP_SCHEDULE_DELAY", ["-1", "1.5", "soon"]],
  ];
  for (const [variable, values] of cases) {
    for (const value of values) {
      const read = () => readTraceSettings({ ...ENDPOINT, [variable]: value });
      expect(read).toThrow(new RegExp(`^${variable} must be (?!.*5ecret)`));
    }
  }
  for (const OTEL_TRACES_SAMPLER_ARG of ["-0.1", "1.1", "half", "NaN"]) {
    const OTEL_TRACES_SAMPLER = "traceidratio";
    expect(() => readTraceSettings({ ...ENDPOINT, OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG })).toThrow(
      "OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1",
    );
  }
});

test("usual values of headers and resource attributes are accepted", () => {
  const variables = {
    ...ENDPOINT,
    OTEL_EXPORTER_OTLP_HEADERS: "authorization=Basic dXNlcjpwYXNz==, x-scope=a%2Cb,",
    OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=prod, team=,k8s.pod.name=mlsvc-0",
  };
  expect(readTraceSettings(variables)).toBeDefined();
});

test("an endpoint in the log has no user, password or query", () => {
  expect(describeEndpoint("https://me:5ecret@collector:4318/v1/traces?token=5ecret#5ecret")).toBe(
    "https://collector:4318/v1/traces",
  );
});

test("docs/configuration.md and .env.example list every variable of traces", () => {
  const [page, example, source] = [
    "docs/configuration.md",
    ".env.example",
    "src/config/trace-settings.ts",
  ].map((file) => readFileSync(join(import.meta.dir, "..", "..", file), "utf8"));
  const namesIn = (text: string, pattern: RegExp) =>
    new Set([...text.matchAll(pattern)].map(([, name]) => name!));
  const listed = namesIn(page!, /^\| `(OTEL_[A-Z_]+)`/gm);
  const read = namesIn(source!, /"(OTEL_[A-Z_]+)"/g);
  expect([...read].filter((name) => !page!.includes(`\`${name}\``))).toEqual([]);
  expect(namesIn(example!, /^# (OTEL_[A-Z_]+)=/gm)).toEqual(listed);
});
