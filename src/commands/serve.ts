import type { Server } from "bun";
import type { Config } from "../config/config.ts";
import { describeAddress } from "../config/database-address.ts";
import { bracketed } from "../config/database-hosts.ts";
import { describeEndpoint, type TraceSettings } from "../config/trace-settings.ts";
import { asUnavailable, isPermanent } from "../database/refusal.ts";
import { describeFinding, SchemaError } from "../database/schema/finding.ts";
import { pause, pauseAfter, untilAborted } from "../deadline.ts";
import { type Failure, messageOf } from "../errors.ts";
import { createApp } from "../http/app.ts";
import { createLogger, type Logger } from "../logging/logger.ts";
import { CREATED_MODELS, REGISTRY } from "../models/registry.ts";
import { reconcile } from "../runs/reconcile.ts";
import { createService, type Service } from "../service.ts";
import { inNewTrace, setTracer, tracer } from "../tracing/tracer.ts";

/** Pauses between attempts to reach the database at start-up; the last one repeats. */
const RECONCILE_PAUSES_MS = [200, 500, 1000, 2000, 5000, 10_000];
/** A second signal within this time is ignored: the first may have been sent both to the process and to its group. */
const SAME_SIGNAL_MS = 1000;
/** Minimum time for open requests to finish after the trainings have ended, even if the grace period is over. */
const MIN_DRAIN_MS = 5000;

/**
 * `./mlsvc`: serves until SIGTERM or SIGINT, and then shuts down. A running training gets the grace period, which a second
 * signal ends if it comes more than a second after the first. Returns the exit code: 0, or 2 if the service cannot listen.
 * Throws `ModelFilesError` for models with mistakes. These are checked after the service has begun to listen.
 */
export async function serve(config: Config): Promise<number> {
  const logger = createLogger(config.settings.logLevel);
  const stopping = new AbortController();
  const graceEnd = new AbortController();
  let graceStarted = 0;
  const onSignal = (signal: NodeJS.Signals) => {
    if (!stopping.signal.aborted) {
      logger.info({ signal, grace_seconds: config.settings.shutdownGraceSeconds }, "shutting down");
      graceStarted = performance.now();
      stopping.abort();
    } else if (performance.now() - graceStarted <= SAME_SIGNAL_MS) {
      logger.info({ signal }, "ignored a signal within a second of the first; a later one ends the grace");
    } else {
      logger.warn({ signal }, "second signal: the grace ends now");
      graceEnd.abort();
    }
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  process.on("unhandledRejection", (error) => logger.error({ err: error }, "unhandled rejection"));
  // mlsvc itself throws only inside promises. An error that a library throws elsewhere must not end the trainings.
  process.on("uncaughtException", (error) => logger.error({ err: error }, "uncaught exception"));

  if (config.traces !== undefined) await startTracing(config.traces, logger);
  const service = createService(config, logger);
  const server = listen(config, createApp(service), logger);
  if (server === undefined) return 2;
  await checkModels().catch(async (error) => {
    await server.stop(true);
    throw error;
  });
  const address = `http://${bracketed(server.hostname!)}:${server.port}`;
  logger.info({ address, database: describeAddress(config.database) }, "listening");
  for (const warning of config.database.warnings) logger.warn(warning);
  const started = startUp(service, logger, stopping.signal);

  await untilAborted(stopping.signal);
  service.readiness.shuttingDown = true;
  const graceMs = config.settings.shutdownGraceSeconds * 1000;
  const until = Date.now() + graceMs;
  await service.queue.close(graceMs, graceEnd.signal);
  const drainMs = Math.max(MIN_DRAIN_MS, until - Date.now());
  await Promise.race([server.stop(), pause(drainMs, graceEnd.signal)]);
  await server.stop(true);
  await Promise.race([started, pause(1000)]);
  await Promise.all([service.database.close(), service.locks.close()]);
  await Promise.race([tracer?.close(), untilAborted(graceEnd.signal)]);
  logger.info("stopped");
  return 0;
}

/** Sends spans from now on. Throws `UsageError`. */
async function startTracing(settings: TraceSettings, logger: Logger): Promise<void> {
  const { createTracer } = await import("../tracing/create-tracer.ts");
  setTracer(createTracer(settings, logger));
  const { url, sampler } = settings;
  logger.info({ endpoint: describeEndpoint(url), sampler }, "tracing");
}

/** Throws `ModelFilesError` for models with mistakes. */
async function checkModels(): Promise<void> {
  const { checkModelsInTurns } = await import("../models/check-models.ts");
  await checkModelsInTurns(CREATED_MODELS, REGISTRY.values());
}

/** Repeats the first reconcile until it succeeds or `stop` is aborted. The service listens meanwhile. */
async function startUp(
  { database, schema, locks, readiness, sweep }: Service,
  logger: Logger,
  stop: AbortSignal,
): Promise<void> {
  for (let attempt = 0; !stop.aborted; attempt++) {
    try {
      const found = await inNewTrace("reconcile", async () => {
        const reconciled = await reconcile(database, schema, () => locks.runIds);
        await locks.check();
        return reconciled;
      });
      readiness.reconciliation = found;
      logger.info(
        { available: found.available, unavailable: found.unavailable, failed_runs: found.failedRuns },
        "reconciled: ready",
      );
      if (found.unregistered.length > 0) {
        logger.warn(
          { models: found.unregistered },
          "models without a row in the table models; see --register-sql",
        );
      }
      if (found.heldRuns.length > 0) void sweep.follow(stop);
      return;
    } catch (error) {
      const failure = asUnavailable(error);
      logFailure(failure, attempt, failure.message === readiness.lastFailure?.message, logger);
      readiness.lastFailure = failure;
      await pauseAfter(attempt, RECONCILE_PAUSES_MS, stop);
    }
  }
}

/** Logs a failure: once as an error if a person must fix its cause, otherwise as a warning. */
function logFailure(error: Failure, attempt: number, isKnown: boolean, logger: Logger): void {
  if (error instanceof SchemaError) {
    if (isKnown) return;
    for (const finding of error.findings)
      logger.error({ finding }, `the tables of the database cannot be used: ${describeFinding(finding)}`);
    return;
  }
  const level = isPermanent(error) && !isKnown ? "error" : "warn";
  logger[level]({ attempt: attempt + 1, err: messageOf(error) }, "the first reconcile failed; trying again");
}

/** Explanations of why the service cannot listen, by error code. */
const LISTEN_ERRORS: Readonly<Record<string, string>> = {
  EADDRINUSE: "another process listens on this port; stop it or set PORT",
  EADDRNOTAVAIL: "HOST is not an address of this machine",
  EACCES: "the operating system does not permit it; ports below 1024 need a privilege: set PORT",
};

/** Starts the server. Returns undefined, and logs why, if it cannot listen. */
function listen(
  { settings }: Config,
  fetch: (request: Request) => Response | Promise<Response>,
  logger: Logger,
): Server<undefined> | undefined {
  try {
    return Bun.serve({
      hostname: settings.host,
      port: settings.port,
      fetch,
      // RequestBody checks the size of bodies, and its answer names the limit.
      maxRequestBodySize: Number.MAX_SAFE_INTEGER,
      // The maximum of Bun. Slow bodies have a deadline of their own.
      idleTimeout: 255,
      // Otherwise Bun shares the port with a second process, which would get half of the requests.
      reusePort: false,
      development: false,
    });
  } catch (error) {
    const { code = "unknown" } = error as { code?: string };
    const cause = LISTEN_ERRORS[code] ?? messageOf(error);
    const address = `${bracketed(settings.host)}:${settings.port}`;
    logger.fatal({ address, code }, `cannot listen on ${address}: ${cause}`);
    return undefined;
  }
}
