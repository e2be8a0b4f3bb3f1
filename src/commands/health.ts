import type { Settings } from "../config/config.ts";
import { bracketed } from "../config/database-hosts.ts";
import { messageOf } from "../errors.ts";
import { print } from "../logging/console.ts";

/** Longest wait for the answer. */
const TIMEOUT_MS = 3000;

/** `--health`: asks the service that runs with the same settings. Returns the exit code: 0 if it answers, else 1. */
export async function health({ host, port }: Settings): Promise<number> {
  // The addresses that mean "every interface" cannot be connected to.
  const target = bracketed(host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host);
  const url = `http://${target}:${port}/api/health`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await response.text();
    if (response.ok) {
      print(text);
      return 0;
    }
    console.error(`mlsvc: ${url} answered ${response.status}`);
  } catch (error) {
    console.error(`mlsvc: ${url} does not answer: ${messageOf(error)}`);
  }
  return 1;
}
