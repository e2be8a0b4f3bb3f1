import type { Config } from "../config/config.ts";
import { Database } from "../database/connection.ts";
import { readResult } from "../database/statements/read-result.ts";
import { messageOf } from "../errors.ts";
import type { PlainData } from "../learn/core/estimator.ts";
import { encodeMessagePack } from "../learn/core/messagepack.ts";
import { print } from "../logging/console.ts";
import { restoreStep } from "../models/registry.ts";
import { decodePipeline, type StoredPipeline } from "../models/stored-pipeline.ts";

/** `--inspect RUN_ID`: prints what a stored pipeline holds. Returns the exit code: 1 if it cannot be read. */
export async function inspect({ database: address, settings }: Config, runId: number): Promise<number> {
  const database = new Database(address, settings.databaseTimeoutSeconds * 1000);
  try {
    const result = await database.run("read_pipeline", (sql) =>
      readResult(sql, runId, settings.maxResultBytes),
    );
    if (result === null) throw new Error(`there is no run ${runId}`);
    if (result.bytes === null)
      throw new Error(`run ${runId} has no pipeline to read; its status is ${result.status}`);
    print(describe(decodePipeline(result.bytes, restoreStep), runId, result.status, result.bytes.length));
    return 0;
  } catch (error) {
    console.error(`mlsvc: ${messageOf(error)}`);
    return 1;
  } finally {
    await database.close();
  }
}

function describe(
  { model, pipeline, provenance }: StoredPipeline,
  runId: number,
  status: string,
  bytes: number,
): string {
  const { featureNames, featureKinds, labelNames, classes } = pipeline.schema;
  const features = featureNames.map((name, i) => `${name} (${featureKinds[i]})`);
  const entries: [string, string][] = [
    ["run", `${runId} (${status}, ${bytes} bytes)`],
    ["model", model],
    ["features", shorten(features)],
    ["labels", labelNames.join(", ")],
    ...(classes === null ? [] : [["classes", shorten(classes.map(String))] as [string, string]]),
    ...pipeline
      .toStates()
      .map((state, i): [string, string] => [
        `step ${i + 1}`,
        `${state.type}, ${encodeMessagePack(state as unknown as PlainData).length} bytes`,
      ]),
    ["parameters", JSON.stringify(provenance.parameters)],
    ["rows", String(provenance.rows)],
    ["data sha256", provenance.dataHash],
    ["random_state", String(provenance.randomState)],
    ["iterations", provenance.iterations === null ? "-" : String(provenance.iterations)],
    ["converged", provenance.converged === null ? "-" : String(provenance.converged)],
    ["mlsvc", provenance.mlsvcVersion],
    ["time", provenance.time],
  ];
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join("\n");
}

function shorten(names: readonly string[]): string {
  return names.length <= 20
    ? names.join(", ")
    : `${names.slice(0, 20).join(", ")} and ${names.length - 20} more`;
}
