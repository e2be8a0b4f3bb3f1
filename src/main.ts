import { COMMANDS, SERVE } from "./commands/commands.ts";
import { messageOf, UsageError } from "./errors.ts";
import { describeThrown, originIn } from "./models/origin.ts";

/** Returns the message of an error; if a model file threw it while it was loaded, with its name and place. */
function explain(error: unknown): string {
  const { name, message, stack } = describeThrown(error);
  const origin = originIn(stack);
  return origin === undefined ? messageOf(error) : `${origin}: ${name}: ${message}`;
}

/** Runs the command that `args` name and returns the exit code. Throws `UsageError` for wrong arguments. */
async function run(args: readonly string[]): Promise<number> {
  // A service starts without the code that reads a command line.
  if (args.length === 0) return SERVE.run({ arguments: [], options: {} });
  const { readCommandLine } = await import("./commands/command-line.ts");
  const { command, invocation } = readCommandLine(args, COMMANDS);
  return command.run(invocation);
}

try {
  process.exit(await run(process.argv.slice(2)));
} catch (error) {
  // One line per mistake in a model file; one line for any other error.
  for (const line of explain(error).split("\n")) console.error(`mlsvc: ${line}`);
  process.exit(error instanceof UsageError ? 2 : 1);
}
