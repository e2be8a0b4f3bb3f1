import { UsageError } from "../errors.ts";
import { type DatabaseAddress, readDatabaseAddress } from "./database-address.ts";
import { readFrameAncestors } from "./frame-ancestors.ts";
import { readTraceSettings, type TraceSettings } from "./trace-settings.ts";

/** Environment variables by name. An empty one counts as not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A setting that is an integer. `--help` and docs/configuration.md show it. */
interface NumberSetting {
  /** The environment variable. */
  readonly variable: string;
  /** The default. */
  readonly fallback: number;
  readonly minimum: number;
  readonly maximum: number;
  /** What it sets, for `--help`. */
  readonly meaning: string;
}

/** The longest timer: 2^31 - 1 milliseconds. */
const MAX_SECONDS = 2_147_483;

/** Every setting that is an integer. */
export const NUMBER_SETTINGS = {
  port: { variable: "PORT", fallback: 5000, minimum: 0, maximum: 65_535, meaning: "port to listen on" },
  maxBodyBytes: {
    variable: "MAX_BODY_BYTES",
    fallback: 268_435_456,
    minimum: 1,
    maximum: 2_000_000_000,
    meaning: "largest request body; above it 413",
  },
  bodyTimeoutSeconds: {
    variable: "BODY_TIMEOUT_SECONDS",
    fallback: 60,
    minimum: 1,
    maximum: MAX_SECONDS,
    meaning: "longest time for the arrival of a body; after it 408",
  },
  maxRows: {
    variable: "MAX_ROWS",
    fallback: 5_000_000,
    minimum: 1,
    maximum: 100_000_000,
    meaning: "most rows in one request",
  },
  maxColumns: {
    variable: "MAX_COLUMNS",
    fallback: 10_000,
    minimum: 1,
    maximum: 1_000_000,
    meaning: "most columns a model learns",
  },
  trainQueueLimit: {
    variable: "TRAIN_QUEUE_LIMIT",
    fallback: 16,
    minimum: 0,
    maximum: 100_000,
    meaning: "runs that may wait behind the one being trained; above it 503",
  },
  runRowTimeoutSeconds: {
    variable: "RUN_ROW_TIMEOUT_SECONDS",
    fallback: 60,
    minimum: 1,
    maximum: MAX_SECONDS,
    meaning: "longest wait for a run's row that is committed after the call",
  },
  trainTimeoutSeconds: {
    variable: "TRAIN_TIMEOUT_SECONDS",
    fallback: 3600,
    minimum: 1,
    maximum: MAX_SECONDS,
    meaning: "longest fit; after it the run is FAILED",
  },
  trainThreads: {
    variable: "TRAIN_THREADS",
    fallback: 0,
    minimum: 0,
    maximum: 32,
    meaning: "most threads of one fit; 0: as many as there are cores",
  },
  shutdownGraceSeconds: {
    variable: "SHUTDOWN_GRACE_SECONDS",
    fallback: 20,
    minimum: 0,
    maximum: MAX_SECONDS,
    meaning: "time that a running training gets after SIGTERM",
  },
  predictTimeoutSeconds: {
    variable: "PREDICT_TIMEOUT_SECONDS",
    fallback: 60,
    minimum: 1,
    maximum: MAX_SECONDS,
    meaning: "longest prediction of the rows of one request; after it 503",
  },
  predictCacheBytes: {
    variable: "PREDICT_CACHE_BYTES",
    fallback: 134_217_728,
    minimum: 0,
    maximum: 1_000_000_000_000,
    meaning: "stored bytes of the pipelines kept decoded",
  },
  maxResultBytes: {
    variable: "MAX_RESULT_BYTES",
    fallback: 268_435_456,
    minimum: 1,
    maximum: 500_000_000,
    meaning: "largest stored pipeline, written or read",
  },
  maxMemoryBytes: {
    variable: "MAX_MEMORY_BYTES",
    fallback: 0,
    minimum: 0,
    maximum: 1_000_000_000_000,
    meaning: "resident memory at which the running training is ended; 0: 80 % of what there is",
  },
  databaseTimeoutSeconds: {
    variable: "DATABASE_TIMEOUT_SECONDS",
    fallback: 10,
    minimum: 1,
    maximum: 3600,
    meaning: "longest wait for an answer of the database",
  },
} as const satisfies Record<string, NumberSetting>;

/** A setting that is true or false. */
interface FlagSetting {
  /** The environment variable. */
  readonly variable: string;
  /** The default. */
  readonly fallback: boolean;
  /** What it sets, for `--help`. */
  readonly meaning: string;
}

/** Every setting that is true or false. */
export const FLAG_SETTINGS = {
  storeReport: {
    variable: "STORE_REPORT",
    fallback: true,
    meaning: "whether a training measures what its report shows, and stores it with the pipeline",
  },
  monitorDrift: {
    variable: "MONITOR_DRIFT",
    fallback: true,
    meaning: "whether predicted rows are compared with those of the training",
  },
} as const satisfies Record<string, FlagSetting>;

/** The values of LOG_LEVEL, from the most lines to none. */
export const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;

/** A value of LOG_LEVEL. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A setting that is not an integer. `--help` shows it. */
interface TextSetting {
  /** The environment variable. */
  readonly variable: string;
  /** The default; null if there is none. */
  readonly fallback: string | null;
  /** What it sets, for `--help`. */
  readonly meaning: string;
}

/** Every setting that is not an integer. */
export const TEXT_SETTINGS = {
  databaseUrl: {
    variable: "DATABASE_URL",
    fallback: null,
    meaning: "postgres://…, postgresql+psycopg2://… or jdbc:postgresql://…",
  },
  springUrl: {
    variable: "SPRING_DATASOURCE_URL",
    fallback: null,
    meaning: "the same, if DATABASE_URL is not set",
  },
  springUser: {
    variable: "SPRING_DATASOURCE_USERNAME",
    fallback: null,
    meaning: "the user, if the URL names none",
  },
  springPassword: {
    variable: "SPRING_DATASOURCE_PASSWORD",
    fallback: null,
    meaning: "the password, if the URL has none",
  },
  host: { variable: "HOST", fallback: "127.0.0.1", meaning: "address to listen on" },
  logLevel: {
    variable: "LOG_LEVEL",
    fallback: "info",
    meaning: `least important log lines to write: ${LOG_LEVELS.join(", ")}`,
  },
  tracesEndpoint: {
    variable: "OTEL_EXPORTER_OTLP_ENDPOINT",
    fallback: null,
    meaning: "collector that traces are sent to; none if it is not set",
  },
  frameAncestors: {
    variable: "FRAME_ANCESTORS",
    fallback: "none",
    meaning: "pages that may show reports in a frame: none, self or origins",
  },
} as const satisfies Record<string, TextSetting>;

/** The settings from the environment, except the database's address. */
export type Settings = { readonly [K in keyof typeof NUMBER_SETTINGS]: number } & {
  readonly [K in keyof typeof FLAG_SETTINGS]: boolean;
} & {
  /** The address to listen on, an IPv6 address without brackets. */
  readonly host: string;
  readonly logLevel: LogLevel;
  /** Which pages may show reports in a frame: the sources of the CSP directive `frame-ancestors`. */
  readonly frameAncestors: string;
};

/** The configuration of a service. */
export interface Config {
  readonly settings: Settings;
  readonly database: DatabaseAddress;
  /** Undefined when nothing is traced. */
  readonly traces: TraceSettings | undefined;
}

/** Reads the configuration. Throws `UsageError`: one line with the variable and the permitted values. */
export function readConfig(environment: Environment): Config {
  return {
    settings: readSettings(environment),
    database: readDatabaseAddress(environment),
    traces: readTraceSettings(environment),
  };
}

/** Reads the settings. Throws `UsageError`. */
export function readSettings(environment: Environment): Settings {
  const numbers = Object.fromEntries(
    Object.entries(NUMBER_SETTINGS).map(([key, setting]) => [key, readNumber(environment, setting)]),
  ) as { [K in keyof typeof NUMBER_SETTINGS]: number };
  const flags = Object.fromEntries(
    Object.entries(FLAG_SETTINGS).map(([key, setting]) => [key, readFlag(environment, setting)]),
  ) as { [K in keyof typeof FLAG_SETTINGS]: boolean };
  const logLevel = environment.LOG_LEVEL?.toLowerCase() || TEXT_SETTINGS.logLevel.fallback;
  if (!LOG_LEVELS.includes(logLevel as LogLevel)) {
    throw new UsageError(`LOG_LEVEL must be one of ${LOG_LEVELS.join(", ")}`);
  }
  return {
    ...numbers,
    ...flags,
    host: environment.HOST?.trim().replace(/^\[|\]$/g, "") || TEXT_SETTINGS.host.fallback,
    logLevel: logLevel as LogLevel,
    frameAncestors: readFrameAncestors(environment),
  };
}

function readNumber(environment: Environment, setting: NumberSetting): number {
  const text = environment[setting.variable]?.trim();
  if (text === undefined || text === "") return setting.fallback;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= setting.minimum && value <= setting.maximum)) {
    throw new UsageError(
      `${setting.variable} must be a whole number from ${setting.minimum} to ${setting.maximum}, got ${JSON.stringify(text.slice(0, 40))}`,
    );
  }
  return value;
}

function readFlag(environment: Environment, { variable, fallback }: FlagSetting): boolean {
  const text = environment[variable]?.trim().toLowerCase() ?? "";
  if (text === "") return fallback;
  if (text === "true" || text === "false") return text === "true";
  throw new UsageError(`${variable} must be true or false, got ${JSON.stringify(text.slice(0, 40))}`);
}
