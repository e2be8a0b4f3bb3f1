import type { Sql } from "../client.ts";
import { traced } from "../traced.ts";

/** What the database says about a model and a run before a training. */
export interface Lookup {
  readonly modelRegistered: boolean;
  readonly pipelineOk: boolean;
  /** False until Spring Boot's transaction has committed. */
  readonly runExists: boolean;
  readonly runBelongsToModel: boolean;
  /** Whether its row says SUCCESS or FAILED. */
  readonly runHasEnded: boolean;
}

/** Reads what the rows of the model `modelName` and of the run `runId` say, if they exist. Takes no lock. */
export async function lookupRun(sql: Sql, modelName: string, runId: number): Promise<Lookup> {
  const statement = sql<
    {
      registered: boolean;
      pipeline_ok: boolean | null;
      run_exists: boolean;
      belongs: boolean | null;
      ended: boolean | null;
    }[]
  >`
    select m.id is not null as registered, m.pipeline_ok, r.id is not null as run_exists,
           r.model_id = m.id as belongs, r.run_status in ('SUCCESS', 'FAILED') as ended
    from (select 1) as one
    left join models m on m.name = ${modelName}::text
    left join model_runs r on r.id = ${runId}::bigint`;
  const [row] = await traced(sql, "SELECT models model_runs", statement);
  return {
    modelRegistered: row!.registered,
    pipelineOk: row!.pipeline_ok === true,
    runExists: row!.run_exists,
    runBelongsToModel: row!.belongs === true,
    runHasEnded: row!.ended === true,
  };
}
