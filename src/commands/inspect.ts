import type { Config } from "../config/config.ts";
import { encodeMessagePack } from "../learn/core/messagepack.ts";
import { nestedType } from "../learn/core/meta-classifier.ts";
import type { PlainData } from "../learn/core/step.ts";
import { print } from "../logging/console.ts";
import { restoreStep } from "../models/registry.ts";
import { decodePipeline, provenanceData } from "../models/stored-pipeline.ts";
import { showStoredRun } from "./stored-run.ts";
import { alignColumns } from "./terminal/columns.ts";
import { jsonOf, printJson } from "./terminal/output.ts";
import { terminalOf } from "./terminal/terminal.ts";

/** Most names in a list that is printed for people. */
const MOST_NAMES = 20;

/**
 * `--inspect RUN_ID`: prints what a stored pipeline holds, with `isJson` as one JSON object. Returns the exit code: 1 if it
 * cannot be read.
 */
export function inspect(config: Config, runId: number, isJson: boolean): Promise<number> {
  return showStoredRun(config, runId, ({ bytes, status }) => {
    const contents = contentsOf(bytes, runId, status);
    if (isJson) printJson(contents);
    else print(describe(contents));
  });
}

/** What a stored pipeline holds, as `--json` prints it. */
type Contents = ReturnType<typeof contentsOf>;

/** Throws `StateError` for bytes that are no stored pipeline. */
function contentsOf(bytes: Uint8Array, runId: number, status: string) {
  const { model, pipeline, provenance, heldBack } = decodePipeline(bytes, restoreStep);
  const { featureNames, featureKinds, labelNames, classes } = pipeline.schema;
  const { time, ...origin } = provenanceData(provenance);
  return {
    model_run_id: runId,
    run_status: status,
    bytes: bytes.length,
    model_name: model,
    features: featureNames.map((name, i) => ({ name, kind: featureKinds[i]! })),
    label_names: labelNames,
    classes,
    steps: pipeline.toStates().map((state, at) => ({
      type: nestedType(pipeline.steps[at]!),
      parameters: state.parameters,
      bytes: encodeMessagePack(state as unknown as PlainData).length,
    })),
    decision_threshold: pipeline.decisionThreshold?.value ?? null,
    ...origin,
    held_back_rows: heldBack?.rows ?? null,
    trained_at: time,
  };
}

function describe(contents: Contents): string {
  const terminal = terminalOf(process.stdout);
  const { classes, decision_threshold, iterations, converged, held_back_rows: heldBack } = contents;
  const entries: [string, string][] = [
    ["run", `${contents.model_run_id} (${contents.run_status}, ${contents.bytes} bytes)`],
    ["model", contents.model_name],
    ["features", shorten(contents.features.map(({ name, kind }) => `${name} (${kind})`))],
    ["labels", contents.label_names.join(", ")],
    ...(classes === null ? [] : [["classes", shorten(classes.map(String))] as [string, string]]),
    ...contents.steps.map(({ type, bytes }, i): [string, string] => [
      `step ${i + 1}`,
      `${type}, ${bytes} bytes`,
    ]),
    ...(decision_threshold === null
      ? []
      : [["decision threshold", String(decision_threshold)] as [string, string]]),
    ["parameters", describeParameters(contents.parameters)],
    ["rows", String(contents.rows)],
    ["data sha256", contents.data_sha256],
    ["random_state", String(contents.random_state)],
    ["iterations", iterations === null ? "-" : String(iterations)],
    ["converged", converged === null ? "-" : converged ? "yes" : terminal.style("red", "no")],
    ["intervals", heldBack === null ? "-" : `from ${heldBack} rows held back`],
    ["mlsvc", contents.mlsvc_version],
    ["trained at", contents.trained_at],
  ];
  return alignColumns(
    entries.map(([name, value]) => [terminal.style("bold", name), value]),
    terminal.width,
  );
}

/** Returns parameters as `C=1, penalty="l2"`. */
function describeParameters(parameters: PlainData): string {
  return Object.entries(parameters ?? {})
    .map(([name, value]) => `${name}=${jsonOf(value)}`)
    .join(", ");
}

function shorten(names: readonly string[]): string {
  return names.length <= MOST_NAMES
    ? names.join(", ")
    : `${names.slice(0, MOST_NAMES).join(", ")} and ${names.length - MOST_NAMES} more`;
}
