import { extname } from "node:path";
import { ValueError } from "../../learn/core/errors.ts";

/** `rows`: JSON that is a table itself; `body`: the body of a training. */
export type FileFormat = "csv" | "ndjson" | "rows" | "body";

/** The formats that the name of a file tells. JSON may still be `rows` or `body`. */
const EXTENSIONS: Readonly<Record<string, "csv" | "ndjson" | "json">> = {
  ".csv": "csv",
  ".tsv": "csv",
  ".ndjson": "ndjson",
  ".jsonl": "ndjson",
  ".json": "json",
};

/** The first bytes of files that are often taken for text, as Latin-1, and what they are. */
const OTHERS: readonly (readonly [string, string])[] = [
  ["PK\u0003\u0004", "is an Excel workbook or another archive, not text; save it as CSV"],
  ["\u00d0\u00cf\u0011\u00e0", "is an Excel workbook, not text; save it as CSV"],
  ["PAR1", "is a Parquet file, not text; write it as CSV or NDJSON"],
  ["\u00ff\u00fe", "is UTF-16; save it as UTF-8"],
  ["\u00fe\u00ff", "is UTF-16; save it as UTF-8"],
];

/**
 * Returns the format of a file: by its name (`.csv`, `.tsv`, `.json`, `.ndjson`, `.jsonl`, each also with `.gz`), else by its
 * beginning. `head` is its beginning, decompressed, and holds its first line if that is not very long. Throws `ValueError` for an
 * empty file, and for files that are not text.
 */
export function formatOf(path: string, head: Uint8Array): FileFormat {
  const latin1 = Buffer.from(head.subarray(0, 4)).toString("latin1");
  const other = OTHERS.find(([start]) => latin1.startsWith(start));
  if (other !== undefined) throw new ValueError(other[1]);
  if (head.includes(0)) throw new ValueError("is not text: it has NUL bytes");
  // The decoder leaves the byte order mark out.
  const text = new TextDecoder().decode(head).trimStart();
  if (text === "") throw new ValueError("is empty");
  const named = EXTENSIONS[extname(path.replace(/\.gz$/i, "")).toLowerCase()];
  if (named === "csv" || named === "ndjson") return named;
  if (named === "json" || text.startsWith("[") || text.startsWith("{")) return jsonFormatOf(text);
  return "csv";
}

/** Returns the format of JSON, or of what should be JSON. */
function jsonFormatOf(text: string): FileFormat {
  const first = parsed(text.split("\n", 1)[0]!);
  if (typeof first === "object" && first !== null && !Array.isArray(first) && /\n\s*\{/.test(text))
    return "ndjson";
  return /^\{\s*"(?:features|labels|parameters)"\s*:/.test(text) ? "body" : "rows";
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
