import { parseAccept } from "hono/utils/accept";

/**
 * Returns which of `types`, such as `text/html`, a client prefers by its `Accept` (RFC 9110, section 12.5.1). Of types with the
 * same quality, the one that is named by itself comes before one that only a wildcard names, and of two such the one that is named
 * first. Without a preference, or if the client accepts none of them, it is the first of `types`.
 *
 * @example preferredType("application/json, text/plain, *\/*", ["text/html", "application/json"]) // "application/json"
 */
export function preferredType<T extends string>(accept: string | null, types: readonly [T, ...T[]]): T {
  const ranges = parseAccept(accept ?? "").map(({ type, q }) => ({ range: type.toLowerCase(), q }));
  let best = { type: types[0], q: 0, specificity: 0, place: 0 };
  for (const type of types) {
    const names = [type, `${type.split("/")[0]}/*`, "*/*"];
    const name = names.find((range) => ranges.some((given) => given.range === range));
    const place = ranges.findIndex(({ range }) => range === name);
    const q = ranges[place]?.q ?? 0;
    if (q === 0) continue;
    const candidate = { type, q, specificity: names.length - names.indexOf(name!), place };
    if (isBetter(candidate, best)) best = candidate;
  }
  return best.type;
}

interface Preference {
  readonly q: number;
  readonly specificity: number;
  readonly place: number;
}

function isBetter(one: Preference, other: Preference): boolean {
  if (one.q !== other.q) return one.q > other.q;
  if (one.specificity !== other.specificity) return one.specificity > other.specificity;
  return one.place < other.place;
}
