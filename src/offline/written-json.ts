type ParseWithSource = (
  text: string,
  reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
) => unknown;

/** JSON that `JSON.stringify` writes as it is (ECMAScript), which the types of TypeScript do not include yet. */
const { rawJSON } = JSON as unknown as { rawJSON: (json: string) => { readonly rawJSON: string } };

/** As `JSON.parse`, but keeps a number as it is written if `JSON.stringify` would write it in another way: 1.0 remains a fraction. */
export function parseAsWritten(json: string): unknown {
  return (JSON.parse as ParseWithSource)(json, (_key, value, { source }) =>
    typeof value === "number" && source !== undefined && source !== JSON.stringify(value)
      ? rawJSON(source)
      : value,
  );
}

/** Returns the text of a number that `parseAsWritten` has kept as it is written, and any other value itself. */
export function plain(value: unknown): unknown {
  return typeof value === "object" && value !== null && "rawJSON" in value ? value.rawJSON : value;
}
