import type { Settings } from "../config/config.ts";
import { bracketed } from "../config/database-hosts.ts";
import { messageOf } from "../errors.ts";
import { print } from "../logging/console.ts";

const TIMEOUT_MS = 3000;

/** `--health`: asks the service that runs with the same settings; 0 when it is up, 1 when not. */
export async function health({ host, port }: Settings): Promise<number> {
  // An address that means "every one" cannot be asked.
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
