/**
 * Merges JSON objects into one, whose members are written as they were: 1.0 remains a fraction. Of members of the same name, the last
 * one counts, as in `JSON.parse`.
 */
export function mergeParameters(...objects: readonly string[]): string {
  const members = objects.map((json) => json.trim().slice(1, -1).trim()).filter((inner) => inner !== "");
  return `{${members.join(", ")}}`;
}
