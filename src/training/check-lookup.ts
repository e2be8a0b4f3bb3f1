import type { Database } from "../database/connection.ts";
import { type Lookup, lookupRun } from "../database/statements/lookup-run.ts";
import { Failure } from "../errors.ts";
import { shortName } from "../learn/core/errors.ts";
import { MAX_NAME } from "../models/check-model.ts";

/** Throws `Failure` (`invalid`) when the database says that this model cannot be trained into this run. */
export function checkLookup(lookup: Lookup, modelName: string, runId: number): void {
  if (!lookup.modelRegistered) {
    throw invalidModel(
      `model "${modelName}" is in this program but not registered in the table models; insert its row (./mlsvc --register-sql prints the statement) and run ./mlsvc --reconcile`,
    );
  }
  if (!lookup.pipelineOk) {
    throw invalidModel(
      `model "${modelName}" is registered but its pipeline_ok is false; run ./mlsvc --reconcile`,
    );
  }
  if (lookup.runExists && !lookup.runBelongsToModel) {
    throw new Failure("invalid", `model_run_id ${runId} is a run of another model than "${modelName}"`, [
      { path: "model_run_id", message: "must be a run of the model that model_name names" },
    ]);
  }
}

/**
 * Returns the `Failure` for a model name that is not in the registry, whose names are `known`. The message says whether the
 * table `models` contains it. Throws `Failure` (`unavailable`) when the database cannot be asked.
 */
export async function unknownModel(
  database: Database,
  modelName: string,
  known: readonly string[],
): Promise<Failure> {
  const shown = JSON.stringify(shortName(modelName));
  // PostgreSQL would refuse the statement for a NUL.
  const mayBeRegistered = modelName.length <= MAX_NAME && !modelName.includes("\0");
  const registered =
    mayBeRegistered &&
    (await database.run("lookup_run", (sql) => lookupRun(sql, modelName.toWellFormed(), 0))).modelRegistered;
  return invalidModel(
    registered
      ? `model ${shown} is unavailable: it is registered in the table models but not in this program; deploy a build that has it`
      : `model ${shown} is unknown; known models: ${known.join(", ")}`,
  );
}

function invalidModel(message: string): Failure {
  return new Failure("invalid", message, [{ path: "model_name", message }]);
}
