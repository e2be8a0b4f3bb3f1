import type { Server } from "bun";
import type { Config } from "../config/config.ts";
import { describeAddress } from "../config/database-address.ts";
import { bracketed } from "../config/database-hosts.ts";
import { asUnavailable, isPermanent } from "../database/refusal.ts";
import { describeFinding, SchemaError } from "../database/schema/finding.ts";
import { pause, pauseAfter, untilAborted } from "../deadline.ts";
import { type Failure, messageOf } from "../errors.ts";
import { createApp } from "../http/app.ts";
import { ServiceMetrics } from "../http/metrics.ts";
import { createLogger, type Logger } from "../logging/logger.ts";
import { CREATED_MODELS, REGISTRY } from "../models/registry.ts";
import { reconcile } from "../runs/reconcile.ts";
import { createService, type Service } from "../service.ts";

/** Growing pauses between attempts to reach the database at start-up. */
const RECONCILE_PAUSES_MS = [200, 500, 1000, 2000, 5000, 10_000];
/** A signal so soon after the first is the same request again: sent to the process and to its group, say. */
const SAME_SIGNAL_MS = 1000;
/** What answers under way get at least, once the trainings have ended: else they share the grace of a training. */
const LEAST_DRAIN_MS = 5000;

/**
 * `./mlsvc`: serves until SIGTERM or SIGINT, then ends in order; a second signal, more than a second after the first,
 * skips the grace of a running training. Returns the exit code: 0, or 2 when it cannot listen. Throws
 * `ModelFilesError` for models with mistakes. What a first answer does not need is loaded once it listens.
 */
export async function serve(config: Config): Promise<number> {
  const logger = createLogger(config.settings.logLevel);
  const stopping = new AbortController();
  const hurry = new AbortController();
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
      hurry.abort();
    }
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  process.on("unhandledRejection", (error) => logger.error({ err: error }, "unhandled rejection"));
  // Nothing of ours throws outside a promise; what a library does must not take the trainings with it.
  process.on("uncaughtException", (error) => logger.error({ err: error }, "uncaught exception"));

  const service: Service = createService(config, logger, (outcome) => metrics.training(outcome));
  const metrics: ServiceMetrics = new ServiceMetrics(() => service.queue.occupancy);
  const server = listen(config, createApp(service, metrics), logger);
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
  await service.queue.close(graceMs, hurry.signal);
  const drainMs = Math.max(LEAST_DRAIN_MS, until - Date.now());
  await Promise.race([server.stop(), pause(drainMs, hurry.signal)]);
  await server.stop(true);
  await Promise.race([started, pause(1000)]);
  await Promise.all([service.database.close(), service.locks.close()]);
  logger.info("stopped");
  return 0;
}

/** Throws `ModelFilesError` for models with mistakes. */
async function checkModels(): Promise<void> {
  const { checkModelsInTurns } = await import("../models/check-models.ts");
  await checkModelsInTurns(CREATED_MODELS, REGISTRY.values());
}

/** The first reconcile, tried until it succeeds; the service listens meanwhile. */
async function startUp(
  { database, schema, locks, readiness, sweep }: Service,
  logger: Logger,
  stop: AbortSignal,
): Promise<void> {
  for (let attempt = 0; !stop.aborted; attempt++) {
    try {
      const found = await reconcile(database, schema, () => locks.runIds);
      await locks.check();
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

/** What a person must mend is an error, once; what comes and goes is a warning. */
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

/** Why a port cannot be had, by the error's code. */
const LISTEN_ERRORS: Readonly<Record<string, string>> = {
  EADDRINUSE: "another process listens on this port; stop it or set PORT",
  EADDRNOTAVAIL: "HOST is not an address of this machine",
  EACCES: "the operating system does not permit it; ports below 1024 need a privilege: set PORT",
};

/** Listens; undefined, and one line in the log, when that cannot be. */
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
      // Bodies are counted by our own reader, whose answer says what the limit is.
      maxRequestBodySize: Number.MAX_SAFE_INTEGER,
      // The longest that Bun takes; a slow body has a deadline of its own.
      idleTimeout: 255,
      // Bun shares the port with a second process in production mode: half of the calls would go astray.
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
