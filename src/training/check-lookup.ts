import type { Lookup } from "../database/lookup-run.ts";
import { Failure } from "../errors.ts";

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

/** The refusal of a name that the registry does not hold. */
export function unknownModel(modelName: string, registered: boolean, known: readonly string[]): Failure {
  const shown = modelName.length > 80 ? `${modelName.slice(0, 79)}…` : modelName;
  return registered
    ? invalid(
        `model ${JSON.stringify(shown)} is unavailable: it is registered in the table models but not in this program; deploy a build that has it`,
      )
    : invalid(`model ${JSON.stringify(shown)} is unknown; known models: ${known.join(", ")}`);
}

function invalid(message: string): Failure {
  return new Failure("invalid", message, [{ path: "model_name", message }]);
}
