import type { Database } from "../database/connection.ts";
import { type Lookup, lookupRun } from "../database/statements/lookup-run.ts";
import { Failure } from "../errors.ts";
import { shortName } from "../learn/core/errors.ts";

/** Throws `Failure` (`invalid`) when the database says that this model cannot be trained into that run. */
export function checkLookup(lookup: Lookup, modelName: string, runId: number): void {
  if (!lookup.modelRegistered) {
    throw invalid(
      `model "${modelName}" is in this program but not registered in the table models; insert its row (./mlsvc --register-sql prints the statement) and run ./mlsvc --reconcile`,
    );
  }
  if (!lookup.pipelineOk) {
    throw invalid(`model "${modelName}" is registered but its pipeline_ok is false; run ./mlsvc --reconcile`);
  }
  if (lookup.runExists && !lookup.runBelongsToModel) {
    throw new Failure("invalid", `model_run_id ${runId} is a run of another model than "${modelName}"`, [
      { path: "model_run_id", message: "must be a run of the model that model_name names" },
    ]);
  }
}

/**
 * The refusal of a name that the registry does not hold: it may stand in the table models all the same. Throws
 * `Failure` (`unavailable`) when that cannot be asked.
 */
export async function refuseUnknown(
  database: Database,
  modelName: string,
  known: readonly string[],
): Promise<Failure> {
  const shown = JSON.stringify(shortName(modelName));
  // A VARCHAR(255) of PostgreSQL holds neither more nor a NUL.
  const mayBeRegistered = modelName.length <= 255 && !modelName.includes("\0");
  const registered =
    mayBeRegistered &&
    (await database.run((sql) => lookupRun(sql, modelName.toWellFormed(), 0))).modelRegistered;
  return invalid(
    registered
      ? `model ${shown} is unavailable: it is registered in the table models but not in this program; deploy a build that has it`
      : `model ${shown} is unknown; known models: ${known.join(", ")}`,
  );
}

function invalid(message: string): Failure {
  return new Failure("invalid", message, [{ path: "model_name", message }]);
}
