import { accessSync, constants, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { readSettings, type Settings } from "../../config/config.ts";
import { Failure, messageOf, UsageError } from "../../errors.ts";
import { ByteSource } from "../../ingest/files/byte-source.ts";
import type { FileTable } from "../../ingest/files/file-table.ts";
import { readFile } from "../../ingest/files/read-file.ts";
import { readReport } from "../../insight/read-report.ts";
import { ValueError } from "../../learn/core/errors.ts";
import { print } from "../../logging/console.ts";
import { type ChosenColumns, chooseColumns, wantedColumns } from "../../offline/choose-columns.ts";
import { mergeParameters } from "../../offline/merge-parameters.ts";
import { OfflineTrainer } from "../../offline/offline-trainer.ts";
import { searchParameters } from "../../offline/search-parameters.ts";
import { trainingParameters } from "../../offline/training-parameters.ts";
import { TrainingFailure } from "../../training/training-failure.ts";
import type { Invocation } from "../command.ts";
import { printJson } from "../terminal/output.ts";
import { terminalOf } from "../terminal/terminal.ts";
import { describeEvaluation, describeWarnings } from "./describe-evaluation.ts";
import { describeFile } from "./describe-file.ts";
import { describeRefusal } from "./describe-refusal.ts";
import { describeSearch } from "./describe-search.ts";
import { type EvaluateOptions, readOptions } from "./evaluate-options.ts";
import { FitDisplay, ReadDisplay } from "./evaluate-progress.ts";
import { evaluationJson } from "./evaluation-json.ts";
import { bestParameters, type EvaluationResult, type Trained } from "./evaluation-result.ts";

/**
 * `--evaluate MODEL FILE`: trains a model on the rows of a file, without a database, and prints how well it predicts; with `--search`,
 * which parameters are best. Returns the exit code: 1 if no combination of a search could be measured. Throws `UsageError`, and an
 * `Error` with the file or the model for one that fails.
 */
export async function evaluate(invocation: Invocation): Promise<number> {
  const options = readOptions(invocation);
  const settings = readSettings(process.env);
  if (options.reportPath !== null) checkWritable(options.reportPath);
  const { table, columns } = await readRows(options, settings);
  const result = await train(options, table, columns, settings);
  const { trained, search } = result;
  if (options.isJson) printJson(evaluationJson(result));
  else {
    const terminal = terminalOf(process.stdout);
    print(describeFile(result, terminal));
    if (search !== undefined)
      print(
        describeSearch(options.model, search, mergeParameters(...givenParameters(options, table)), terminal),
      );
    if (trained !== undefined) print(describeEvaluation(trained, terminal));
    else if (search !== undefined && search.warnings.length > 0)
      print(`\n${describeWarnings(search.warnings, terminal)}`);
  }
  if (options.reportPath !== null && trained !== undefined) {
    await writeReport(options.reportPath, trained);
    if (!options.isJson) print(`\nThe report is in ${options.reportPath}`);
  }
  return search?.best_index === null ? 1 : 0;
}

/** Returns the JSON of the parameters that the file and the options give; later ones take precedence. */
function givenParameters({ columns }: EvaluateOptions, { body }: FileTable): string[] {
  return [body?.parametersText ?? "{}", columns.parametersText];
}

async function readRows(
  { path, model, columns: named }: EvaluateOptions,
  { maxRows, maxColumns }: Settings,
): Promise<{ readonly table: FileTable; readonly columns: ChosenColumns }> {
  const isWanted = wantedColumns(model, named);
  let display: ReadDisplay | undefined;
  try {
    const source = new ByteSource(path);
    display = new ReadDisplay(source);
    const onRead = (bytes: number) => display?.show(bytes);
    const table = await readFile(source, { isWanted, maxRows, maxColumns, onRead });
    if (table.body !== undefined && named.labels.length > 0)
      throw new UsageError("--label: the file has labels of its own, as the body of a training");
    return { table, columns: chooseColumns(model, table, named) };
  } catch (error) {
    if (error instanceof ValueError) throw fileError(path, describeRefusal(error.message), error);
    throw error;
  } finally {
    display?.end();
  }
}

async function train(
  options: EvaluateOptions,
  table: FileTable,
  columns: ChosenColumns,
  settings: Settings,
): Promise<EvaluationResult> {
  const { model, search: wanted, reportPath } = options;
  const display = new FitDisplay(wanted?.space.length ?? null);
  const trainer = new OfflineTrainer(model.name, columns, settings, display);
  try {
    const given = givenParameters(options, table);
    const { text, isMeasured } = trainingParameters(model, columns, given, wanted !== null);
    if (wanted === null) {
      const trained = await trainOnce(trainer, text);
      return { options, table, columns, trained, search: undefined };
    }
    if (!isMeasured)
      throw new UsageError("--search needs --cv N, or a validation_fraction, and enough rows for it");
    const search = await searchParameters(trainer, wanted.space, text, wanted.score, (done) =>
      display.combination(done),
    );
    display.combination(wanted.space.length);
    const best = bestParameters(search);
    const isTrained = best !== undefined && reportPath !== null;
    const trained = isTrained
      ? await trainOnce(trainer, mergeParameters(text, JSON.stringify(best)))
      : undefined;
    return { options, table, columns, trained, search };
  } catch (error) {
    throw explain(error, options, table);
  } finally {
    display.end();
    trainer.end();
  }
}

async function trainOnce(trainer: OfflineTrainer, parametersText: string): Promise<Trained> {
  const { bytes, metrics, warnings } = await trainer.fit(parametersText);
  return {
    metrics: Object.fromEntries(metrics.map(([name, value]) => [name, Number(value)])),
    warnings,
    report: readReport(bytes, null),
  };
}

/** Throws `UsageError` unless a file can be written there. */
function checkWritable(path: string): void {
  try {
    accessSync(dirname(path), constants.W_OK);
  } catch (error) {
    throw new UsageError(`--report ${path}: cannot be written: ${messageOf(error)}`);
  }
}

async function writeReport(path: string, { report, warnings }: Trained): Promise<void> {
  if (report === undefined) throw new Error(`there is no report to write: ${warnings.join("; ")}`);
  const { renderPage } = await import("../../insight/page/page.ts");
  try {
    writeFileSync(path, renderPage(report));
  } catch (error) {
    throw new Error(`--report ${path}: cannot be written: ${messageOf(error)}`, { cause: error });
  }
}

/** Returns the error for a person: with the file for rows that the model does not accept, with the model for one that fails. */
function explain(error: unknown, { path, model }: EvaluateOptions, table: FileTable): unknown {
  if (error instanceof Failure || error instanceof ValueError)
    return fileError(path, describeRefusal(error.message, table.lineOf), error);
  if (!(error instanceof TrainingFailure)) return error;
  const { errorType, message, origin } = error;
  const place = origin === undefined ? "" : ` (${origin})`;
  return new Error(`the model ${JSON.stringify(model.name)} fails with ${errorType}: ${message}${place}`, {
    cause: error,
  });
}

function fileError(path: string, message: string, cause: Error): Error {
  return new Error(`${path === "-" ? "standard input" : path}: ${message}`, { cause });
}
