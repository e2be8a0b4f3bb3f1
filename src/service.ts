import type { Config } from "./config/config.ts";
import { Database } from "./database/connection.ts";
import { RunLocks } from "./database/run-locks.ts";
import { Schema } from "./database/schema/schema.ts";
import type { ServiceLogger } from "./logging/logger.ts";
import { Pipelines } from "./prediction/pipelines.ts";
import { Reports } from "./reports/reports.ts";
import { DeadRunSweep } from "./runs/dead-run-sweep.ts";
import { Readiness } from "./runs/readiness.ts";
import type { Outcome } from "./training/outcomes.ts";
import { TrainingQueue } from "./training/training-queue.ts";

/** The parts of a running service. */
export interface Service {
  readonly config: Config;
  readonly logger: ServiceLogger;
  readonly database: Database;
  readonly schema: Schema;
  readonly locks: RunLocks;
  readonly sweep: DeadRunSweep;
  readonly queue: TrainingQueue;
  readonly pipelines: Pipelines;
  readonly reports: Reports;
  readonly readiness: Readiness;
}

/**
 * Creates the parts of a service. Connections and threads are opened when they are first used. `onOutcome` is called after each
 * training.
 */
export function createService(
  config: Config,
  logger: ServiceLogger,
  onOutcome: (outcome: Outcome) => void,
): Service {
  const { settings } = config;
  const timeoutMs = settings.databaseTimeoutSeconds * 1000;
  const database = new Database(config.database, timeoutMs);
  const schema = new Schema(database);
  const locks = new RunLocks(config.database, timeoutMs);
  const sweep = new DeadRunSweep({ database, schema, ownRuns: () => locks.runIds, logger });
  return {
    config,
    logger,
    database,
    schema,
    locks,
    sweep,
    queue: new TrainingQueue({ settings, database, schema, locks, logger, sweep, onOutcome }),
    pipelines: new Pipelines({
      database,
      schema,
      cacheBytes: settings.predictCacheBytes,
      maxResultBytes: settings.maxResultBytes,
    }),
    reports: new Reports({ database, schema, maxResultBytes: settings.maxResultBytes }),
    readiness: new Readiness(),
  };
}
