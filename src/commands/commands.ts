import { type Config, readConfig, readSettings } from "../config/config.ts";
import { UsageError } from "../errors.ts";
import { print } from "../logging/console.ts";
import { MAX_RUN_ID } from "../run-id.ts";
import { VERSION } from "../version.ts";
import { type Command, JSON_VALUE, type Option } from "./command.ts";

const json: Option = { name: "json", meaning: "print one JSON object, for scripts" };

/** The command without a name. */
export const SERVE: Command = {
  name: null,
  arguments: [],
  meaning: "serve over HTTP",
  options: [],
  run: async () => (await import("./serve.ts")).serve(readConfig(process.env)),
};

/** Every command of the executable, in the order of `--help`. Each loads its own code only when it is run. */
export const COMMANDS: readonly Command[] = [
  SERVE,
  {
    name: "reconcile",
    arguments: [],
    meaning: "check the tables, update models.pipeline_ok, fail dead runs, print a table of models",
    options: [json],
    async run({ options }) {
      await checkModels();
      const { reconcileCommand } = await import("./reconcile.ts");
      return reconcileCommand(readConfigWithWarnings(), options.json === true);
    },
  },
  {
    name: "register-sql",
    arguments: [],
    meaning: "print the INSERT that registers every model of this program",
    options: [json],
    async run({ options }) {
      await checkModels();
      return (await import("./register-sql.ts")).registerSql(options.json === true);
    },
  },
  {
    name: "health",
    arguments: [],
    meaning: "ask the running service how it is; exit code 0 or 1",
    options: [json],
    run: async ({ options }) =>
      (await import("./health.ts")).health(readSettings(process.env), options.json === true),
  },
  {
    name: "selftest",
    arguments: [],
    meaning: "train and predict with every model, without a database",
    options: [json],
    async run({ options }) {
      await checkModels();
      return (await import("./selftest.ts")).selftest(options.json === true);
    },
  },
  {
    name: "inspect",
    arguments: ["RUN_ID"],
    meaning: "print what the stored pipeline of a run holds",
    options: [json],
    async run({ arguments: [text], options }) {
      const runId = readRunId("inspect", text!);
      await checkModels();
      const { inspect } = await import("./inspect.ts");
      return inspect(readConfigWithWarnings(), runId, options.json === true);
    },
  },
  {
    name: "report",
    arguments: ["RUN_ID"],
    meaning: "print the report of a run as a page",
    options: [json],
    async run({ arguments: [text], options }) {
      const runId = readRunId("report", text!);
      await checkModels();
      const { report } = await import("./report.ts");
      return report(readConfigWithWarnings(), runId, options.json === true);
    },
  },
  {
    name: "evaluate",
    arguments: ["MODEL", "FILE"],
    meaning:
      "train a model on the rows of a CSV, JSON or NDJSON file (- for standard input), without a database, and tell how well it predicts",
    options: [
      json,
      {
        name: "label",
        value: "COLUMN",
        isRepeatable: true,
        meaning: "the column to predict; may be given more than once",
      },
      {
        name: "exclude",
        value: "COLUMN",
        isRepeatable: true,
        meaning: "a column to leave out; may be given more than once",
      },
      { name: "parameters", value: JSON_VALUE, meaning: "the parameters of the model" },
      { name: "cv", value: "N", meaning: "folds of the cross-validation, or none (5)" },
      { name: "search", value: JSON_VALUE, meaning: "values of parameters to try: all combinations" },
      { name: "tries", value: "N", meaning: "try only so many of them, drawn at random" },
      {
        name: "score",
        value: "METRIC",
        meaning: "the metric that tells which of them is best (accuracy or r2)",
      },
      { name: "report", value: "HTML_FILE", meaning: "also write the report of the training, as a page" },
    ],
    async run(invocation) {
      await checkModels();
      return (await import("./evaluate/evaluate.ts")).evaluate(invocation);
    },
  },
  {
    name: "version",
    arguments: [],
    meaning: "print the version",
    options: [json],
    async run({ options }) {
      print(options.json ? JSON.stringify({ version: VERSION }) : VERSION);
      return 0;
    },
  },
  {
    name: "help",
    short: "h",
    arguments: [],
    meaning: "print the commands and the settings; also -h",
    options: [json],
    run: async ({ options }) => (await import("./help.ts")).help(COMMANDS, options.json === true),
  },
];

/** Reads the configuration and prints its warnings to standard error, for commands without a log. Throws `UsageError`. */
function readConfigWithWarnings(): Config {
  const config = readConfig(process.env);
  for (const warning of config.database.warnings) console.error(`mlsvc: ${warning}`);
  return config;
}

/** Throws `ModelFilesError` for models with mistakes. `serve` checks them itself, after it listens. */
async function checkModels(): Promise<void> {
  (await import("../models/registry.ts")).checkRegistry();
}

/** Returns the id of a run, the argument of `command`. Throws `UsageError` if it is none. */
function readRunId(command: string, text: string): number {
  const id = /^\d{1,16}$/.test(text) ? Number(text) : 0;
  if (id < 1 || id > MAX_RUN_ID)
    throw new UsageError(
      `--${command} takes the id of one run, such as --${command} 42, got ${JSON.stringify(text)}`,
    );
  return id;
}
