/** The characters that may separate the values of a CSV file, the most usual first. */
const DELIMITERS = [",", ";", "\t"] as const;

export type Delimiter = (typeof DELIMITERS)[number];

/** Lines that are looked at. */
const MOST_LINES = 10;

/**
 * Returns the delimiter of a CSV file that begins with `text`: of those that occur equally often in its first lines, the most
 * frequent one; else the most frequent one of the first line. What stands in quotes does not count. A comma if there is none.
 */
export function detectDelimiter(text: string): Delimiter {
  const lines = firstLines(text);
  const [header = []] = lines;
  const isRegular = DELIMITERS.map((_, d) => lines.every((counts) => counts[d] === header[d]));
  const regular = mostFrequent(header.map((count, d) => (isRegular[d] ? count : 0)));
  return regular ?? mostFrequent(header) ?? ",";
}

function mostFrequent(counts: readonly number[]): Delimiter | undefined {
  const most = Math.max(0, ...counts);
  return most === 0 ? undefined : DELIMITERS[counts.indexOf(most)];
}

/** Returns how often each delimiter occurs in each of the first lines; the last one, which may be cut, only if it is the only one. */
function firstLines(text: string): number[][] {
  const lines: number[][] = [];
  let counts = DELIMITERS.map(() => 0);
  let isQuoted = false;
  let isBlank = true;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (character === "\n" || character === "\r") {
      if (!isBlank && lines.push(counts) === MOST_LINES) return lines;
      counts = DELIMITERS.map(() => 0);
      isBlank = true;
      continue;
    }
    isBlank = false;
    const d = (DELIMITERS as readonly string[]).indexOf(character);
    if (d >= 0) counts[d]!++;
  }
  if (lines.length === 0) lines.push(counts);
  return lines;
}
