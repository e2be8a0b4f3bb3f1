import type { Config } from "./config/config.ts";
import { Database } from "./database/connection.ts";
import { DatabaseErrors } from "./database/database-errors.ts";
import { RunLocks } from "./database/run-locks.ts";
import { Schema } from "./database/schema/schema.ts";
import { Drift } from "./drift/drift.ts";
import type { ServiceLogger } from "./logging/logger.ts";
import { Pipelines } from "./prediction/pipelines.ts";
import { PredictionMetrics } from "./prediction/prediction-metrics.ts";
import { Reports } from "./reports/reports.ts";
import { DeadRunSweep } from "./runs/dead-run-sweep.ts";
import { Readiness } from "./runs/readiness.ts";
import { TrainingMetrics } from "./training/training-metrics.ts";
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
  readonly databaseErrors: DatabaseErrors;
  readonly predictionMetrics: PredictionMetrics;
  /** Undefined if MONITOR_DRIFT is false. */
  readonly drift: Drift | undefined;
  readonly trainingMetrics: TrainingMetrics;
}

/** Creates the parts of a service. Connections and threads are opened when they are first used. */
export function createService(config: Config, logger: ServiceLogger): Service {
  const { settings } = config;
  const timeoutMs = settings.databaseTimeoutSeconds * 1000;
  const databaseErrors = new DatabaseErrors();
  const database = new Database(config.database, timeoutMs, databaseErrors);
  const schema = new Schema(database);
  const locks = new RunLocks(config.database, timeoutMs, databaseErrors);
  const sweep = new DeadRunSweep({ database, schema, ownRuns: () => locks.runIds, logger });
  const trainingMetrics = new TrainingMetrics();
  return {
    config,
    logger,
    database,
    schema,
    locks,
    sweep,
    queue: new TrainingQueue({
      settings,
      database,
      schema,
      locks,
      logger,
      sweep,
      onOutcome: (outcome, hasBegun) => trainingMetrics.count(outcome, hasBegun),
    }),
    pipelines: new Pipelines({
      database,
      schema,
      cacheBytes: settings.predictCacheBytes,
      maxResultBytes: settings.maxResultBytes,
    }),
    reports: new Reports({ database, schema, maxResultBytes: settings.maxResultBytes }),
    readiness: new Readiness(),
    databaseErrors,
    predictionMetrics: new PredictionMetrics(),
    drift: settings.monitorDrift ? new Drift(logger) : undefined,
    trainingMetrics,
  };
}
