import {
  type Config,
  FLAG_SETTINGS,
  LOG_LEVELS,
  NUMBER_SETTINGS,
  readConfig,
  readSettings,
  TEXT_DEFAULTS,
} from "./config/config.ts";
import { messageOf, UsageError } from "./errors.ts";
import { print } from "./logging/console.ts";
import { describeThrown, originIn } from "./models/origin.ts";
import { MAX_RUN_ID } from "./run-id.ts";
import { VERSION } from "./version.ts";

const HELP = `mlsvc ${VERSION}: trains and serves machine-learning models beside a Spring Boot application

  mlsvc                    serve over HTTP
  mlsvc --reconcile        update models.pipeline_ok, fail dead runs, print a table
  mlsvc --register-sql     print the INSERT that registers every model of this program
  mlsvc --health           ask the running service; exit code 0 or 1
  mlsvc --selftest         train and predict without a database
  mlsvc --inspect RUN_ID   print what a stored pipeline holds
  mlsvc --report RUN_ID    print the report of a run as a page; --json: as data
  mlsvc --version, --help

Environment (or .env in the working directory):
  DATABASE_URL  postgres://…, postgresql+psycopg2://… or jdbc:postgresql://…
  SPRING_DATASOURCE_URL, SPRING_DATASOURCE_USERNAME, SPRING_DATASOURCE_PASSWORD  work too
  HOST  address to listen on (${TEXT_DEFAULTS.host})
  LOG_LEVEL  ${LOG_LEVELS.join(", ")} (${TEXT_DEFAULTS.logLevel})
${Object.values(NUMBER_SETTINGS)
  .map(({ variable, fallback, meaning }) => `  ${variable}  ${meaning} (${fallback})`)
  .join("\n")}
${Object.values(FLAG_SETTINGS)
  .map(({ variable, fallback, meaning }) => `  ${variable}  ${meaning} (${fallback})`)
  .join("\n")}

Exit codes: 0 success, 1 failure, 2 wrong usage or configuration.`;

/** Reads the configuration and prints its warnings to standard error, for commands without a log. Throws `UsageError`. */
function readConfigWithWarnings(): Config {
  const config = readConfig(process.env);
  for (const warning of config.database.warnings) console.error(`mlsvc: ${warning}`);
  return config;
}

/** Throws `ModelFilesError` for models with mistakes. `serve` checks them itself, after it listens. */
async function checkModels(): Promise<void> {
  (await import("./models/registry.ts")).checkRegistry();
}

/** Returns the id of a run, the only argument of `command`. Throws `UsageError`. */
function readRunId(command: string, args: readonly string[]): number {
  const id = /^\d{1,16}$/.test(args[0] ?? "") && args.length === 1 ? Number(args[0]) : 0;
  if (id < 1 || id > MAX_RUN_ID)
    throw new UsageError(`${command} takes the id of one run, such as ${command} 42`);
  return id;
}

/** Runs the command that `args` name and returns the exit code. Throws `UsageError` for wrong arguments. */
async function run(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  if (command !== "--inspect" && command !== "--report" && rest.length > 0)
    throw new UsageError(`unexpected ${JSON.stringify(rest[0])}; see --help`);
  switch (command) {
    case undefined:
      return (await import("./commands/serve.ts")).serve(readConfig(process.env));
    case "--reconcile":
      await checkModels();
      return (await import("./commands/reconcile.ts")).reconcileCommand(readConfigWithWarnings());
    case "--register-sql":
      await checkModels();
      return (await import("./commands/register-sql.ts")).registerSql();
    case "--health":
      return (await import("./commands/health.ts")).health(readSettings(process.env));
    case "--selftest":
      await checkModels();
      return (await import("./commands/selftest.ts")).selftest();
    case "--inspect": {
      const id = readRunId(command, rest);
      await checkModels();
      return (await import("./commands/inspect.ts")).inspect(readConfigWithWarnings(), id);
    }
    case "--report": {
      const isJson = rest[1] === "--json";
      const id = readRunId(command, isJson ? rest.slice(0, 1) : rest);
      await checkModels();
      return (await import("./commands/report.ts")).report(readConfigWithWarnings(), id, isJson);
    }
    case "--version":
      print(VERSION);
      return 0;
    case "--help":
      print(HELP);
      return 0;
    default:
      throw new UsageError(`unknown option ${JSON.stringify(command)}; see --help`);
  }
}

/** Returns the message of an error; if a model file threw it while it was loaded, with its name and place. */
function explain(error: unknown): string {
  const { name, message, stack } = describeThrown(error);
  const origin = originIn(stack);
  return origin === undefined ? messageOf(error) : `${origin}: ${name}: ${message}`;
}

try {
  process.exit(await run(process.argv.slice(2)));
} catch (error) {
  // One line per mistake in a model file; one line for any other error.
  for (const line of explain(error).split("\n")) console.error(`mlsvc: ${line}`);
  process.exit(error instanceof UsageError ? 2 : 1);
}
