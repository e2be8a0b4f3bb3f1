import { isPlainObject } from "../learn/core/describe-value.ts";
import { memberText } from "./json-member.ts";
import {
  checkKeys,
  missingPart,
  noRows,
  notAnObject,
  notJson,
  notRows,
  notUtf8,
  tooManyRows,
} from "./refusals.ts";
import { plainValue, rowColumn } from "./row-column.ts";
import { checkRows, columnNames, type RowsPart } from "./rows.ts";
import {
  type BodyKind,
  checkLengths,
  KEYS,
  SentBody,
  type SentPart,
  type WireBody,
  type WireLimits,
} from "./sent-body.ts";

/**
 * Reads a body with `JSON.parse`. This is the reference for `BodyReader`, and the fastest reader for a few rows.
 * Throws `ValueError` for bytes that are not UTF-8 or not JSON, for unknown keys, for rows that are not objects, and above
 * the limits. Messages contain names, never values.
 */
export function readBody(bytes: Uint8Array, kind: BodyKind, limits: WireLimits): WireBody {
  const sent = parse(bytes);
  const body = kind === "rows" ? { features: sent } : sent;
  if (!isPlainObject(body)) throw notAnObject();
  if (kind !== "rows") checkKeys(Object.keys(body), KEYS[kind]);
  const features = readPart(body, "features", limits);
  if (kind !== "prediction" && features.rows === 0) throw noRows("features");
  const contents = {
    parameters: Object.hasOwn(body, "parameters") ? body.parameters : undefined,
    // Rarely needed: the bytes are decoded a second time instead of being kept as text.
    parametersText: () =>
      kind === "rows" ? undefined : memberText(new TextDecoder().decode(bytes), "parameters"),
    features,
    hasLabels: Object.hasOwn(body, "labels"),
    readLabels: () => readPart(body, "labels", limits),
  };
  return new SentBody(contents, limits);
}

function parse(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw notUtf8();
  }
  try {
    return JSON.parse(text);
  } catch {
    throw notJson(text.trim() === "");
  }
}

function readPart(body: Record<string, unknown>, part: RowsPart, limits: WireLimits): SentPart {
  const sent = Object.hasOwn(body, part) ? body[part] : undefined;
  if (sent === undefined) throw missingPart(part);
  if (Array.isArray(sent)) return readRows(sent, part, limits);
  if (isPlainObject(sent) && Object.keys(sent).length > 0) return readColumns(sent, part, limits);
  throw notRows(part);
}

function readRows(rows: readonly unknown[], part: RowsPart, { maxRows }: WireLimits): SentPart {
  if (rows.length > maxRows) throw tooManyRows(part, rows.length, maxRows);
  checkRows(rows, part);
  return {
    rows: rows.length,
    names: () => columnNames(rows),
    column: (name) => rowColumn(rows, name),
  };
}

function readColumns(columns: Record<string, unknown>, part: RowsPart, { maxRows }: WireLimits): SentPart {
  const names = Object.keys(columns);
  const lengthOf = (name: string) => (Array.isArray(columns[name]) ? columns[name].length : -1);
  const lengths = names.map((name) => [name, lengthOf(name)] as const);
  checkLengths(lengths, part);
  const rows = lengths[0]![1];
  if (rows > maxRows) throw tooManyRows(part, rows, maxRows);
  return {
    rows,
    names: () => names,
    column: (name) => {
      const values = Object.hasOwn(columns, name) ? (columns[name] as readonly unknown[]) : undefined;
      return { name, length: rows, at: (row) => plainValue(values?.[row]) };
    },
  };
}
