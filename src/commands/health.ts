import type { Settings } from "../config/config.ts";
import { bracketed } from "../config/database-hosts.ts";
import { messageOf } from "../errors.ts";
import { print } from "../logging/console.ts";
import { alignColumns } from "./terminal/columns.ts";
import { printJson } from "./terminal/output.ts";
import { terminalOf } from "./terminal/terminal.ts";

/** Longest wait for the answer. */
const TIMEOUT_MS = 3000;

/** What the service answers. One of another version may lack some of it. */
interface Health {
  readonly status?: string;
  readonly ready?: boolean;
  readonly reason?: string;
  readonly version?: string;
  readonly uptime_seconds?: number;
  readonly models?: readonly string[];
  readonly training?: { readonly running: number | null; readonly waiting: number; readonly limit: number };
}

/**
 * `--health`: asks the service that runs with the same settings, and prints its answer, with `isJson` as it is. Returns the
 * exit code: 0 if it answers, else 1.
 */
export async function health({ host, port }: Settings, isJson: boolean): Promise<number> {
  // The addresses that mean "every interface" cannot be connected to.
  const target = bracketed(host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host);
  const service = `http://${target}:${port}`;
  const url = `${service}/api/health`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (response.ok) {
      const answer = (await response.json()) as Health;
      if (isJson) printJson(answer);
      else print(describe(service, answer));
      return 0;
    }
    console.error(`mlsvc: ${url} answered ${response.status}`);
  } catch (error) {
    console.error(`mlsvc: ${url} does not answer: ${messageOf(error)}`);
  }
  return 1;
}

function describe(service: string, health: Health): string {
  const { style, width } = terminalOf(process.stdout);
  const { status = "UP", ready, reason, version, uptime_seconds, models, training } = health;
  const readiness = ready ? style("green", "ready") : `${style("red", "not ready")}: ${reason}`;
  const entries = [
    ["service", service],
    ["status", ready === undefined ? status : `${status}, ${readiness}`],
    ["version", version],
    ["uptime", uptime_seconds === undefined ? undefined : describeDuration(uptime_seconds)],
    ["models", models?.length.toString()],
    [
      "training",
      training === undefined ? undefined : training.running === null ? "none" : `run ${training.running}`,
    ],
    ["waiting", training === undefined ? undefined : `${training.waiting} of at most ${training.limit}`],
  ];
  const known = entries.flatMap(([name, value]) =>
    value === undefined ? [] : [[style("bold", name!), value]],
  );
  return alignColumns(known, width);
}

/** Returns a duration in its two largest units: `2 d 3 h`. */
function describeDuration(seconds: number): string {
  const whole = Math.floor(seconds);
  const units: [number, string][] = [
    [Math.floor(whole / 86_400), "d"],
    [Math.floor(whole / 3600) % 24, "h"],
    [Math.floor(whole / 60) % 60, "min"],
    [whole % 60, "s"],
  ];
  const first = units.findIndex(([count]) => count > 0);
  if (first < 0) return "0 s";
  return units
    .slice(first, first + 2)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}
