/**
 * Lists the known vulnerabilities of the installed packages, which `bun audit` asks the package registry for. The exit code
 * is 1 if there are any. It is 0 if the registry does not answer, because a build must not depend on that.
 */
import { join } from "node:path";

/** The printed fields of an advisory. */
interface Advisory {
  readonly title?: string;
  readonly severity?: string;
  readonly url?: string;
}

/** Longest wait for the registry. */
const DEADLINE_MS = 30_000;

const audit = Bun.spawn([process.execPath, "audit", "--json"], {
  cwd: join(import.meta.dir, ".."),
  stdout: "pipe",
  stderr: "ignore",
  timeout: DEADLINE_MS,
});
const answer = await new Response(audit.stdout).text();
await audit.exited;

const report = parse(answer);
if (report === undefined) {
  console.log("audit: the registry did not answer; nothing is known");
} else {
  const lines = Object.entries(report).flatMap(([name, advisories]) =>
    advisories.map(({ severity, title, url }) => `audit: ${name}: ${severity}: ${title} ${url}`),
  );
  console.log(lines.length === 0 ? "audit: no known vulnerability" : lines.join("\n"));
  process.exitCode = lines.length === 0 ? 0 : 1;
}

/** Returns the advisories by package; undefined if `text` is not an answer of the registry. */
function parse(text: string): Record<string, Advisory[]> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isReport = typeof value === "object" && value !== null && Object.values(value).every(Array.isArray);
    return isReport ? (value as Record<string, Advisory[]>) : undefined;
  } catch {
    return undefined;
  }
}
