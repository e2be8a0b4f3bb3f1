import { UsageError } from "../errors.ts";

/** An origin, with a wildcard for hosts or ports: `https://app.example.com`, `https://*.example.com:8443`, `http://localhost:*`. */
const ORIGIN = /^https?:\/\/((\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(:(\d{1,5}|\*))?$/i;

/**
 * Reads FRAME_ANCESTORS: which pages may show reports in a frame, as the sources of the CSP directive of that name, separated by
 * spaces. `none` and `self` may have their quotes or not. Throws `UsageError`.
 */
export function readFrameAncestors({
  FRAME_ANCESTORS: text = "",
}: {
  readonly FRAME_ANCESTORS?: string | undefined;
}): string {
  const sources = text
    .trim()
    .split(/\s+/)
    .filter((source) => source !== "");
  if (sources.length === 0) return "'none'";
  const read = sources.map(readSource);
  if (read.includes("'none'") && read.length > 1)
    throw new UsageError("FRAME_ANCESTORS cannot have none beside others");
  return read.join(" ");
}

function readSource(source: string): string {
  const keyword = source.toLowerCase().replace(/^'(.*)'$/, "$1");
  if (keyword === "none" || keyword === "self") return `'${keyword}'`;
  if (ORIGIN.test(source)) return source;
  throw new UsageError(
    `FRAME_ANCESTORS must be none, self or origins such as https://app.example.com, separated by spaces; got ${JSON.stringify(source.slice(0, 80))}`,
  );
}
