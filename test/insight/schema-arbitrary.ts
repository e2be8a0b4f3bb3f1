import * as fc from "fast-check";
import type * as v from "valibot";

/** The parts of a valibot schema that `arbitraryOf` looks at. */
interface AnySchema {
  readonly type: string;
  readonly entries?: Record<string, v.GenericSchema>;
  readonly item?: v.GenericSchema;
  readonly options?: readonly unknown[];
  readonly wrapped?: v.GenericSchema;
  readonly value?: v.GenericSchema;
  readonly literal?: unknown;
  readonly pipe?: readonly { readonly type: string }[];
}

/** Texts that harm a page that forgets to escape one, and odd ones. */
const TEXTS = [
  "<script>window.harmed = 1</script>",
  '"><img src=x onerror="window.harmed = 1">',
  "' onmouseover='window.harmed = 1",
  "</style></title></svg><b>",
  "]]>&amp;<!--",
  "\u202egnp.exe\u2066 \u200f",
  "\ud800 half a pair",
  "\0\b\u001b[31m\n\r\t",
  "x".repeat(10_000),
  "",
  " ",
  "__proto__",
  "constructor",
  "👩‍👩‍👧‍👦é中文שלום",
];
const NUMBERS = [0, -0, 1, -1, 0.5, 1e-300, 5e-324, 1e300, -1.7976931348623157e308, 2 ** 53, 123456.789];

/** A text as callers may send it. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(fc.constantFrom(...TEXTS), fc.string());

/** Returns arbitrary values that `schema` permits: lists are short, and numbers and texts are often odd. */
export function arbitraryOf(schema: v.GenericSchema): fc.Arbitrary<unknown> {
  const { type, entries, item, options, wrapped, value, literal, pipe } = schema as unknown as AnySchema;
  switch (type) {
    case "object":
      return fc.record(
        Object.fromEntries(Object.entries(entries!).map(([name, entry]) => [name, arbitraryOf(entry)])),
      );
    case "array":
      return fc.array(arbitraryOf(item!), { maxLength: 6 });
    case "variant":
    case "union":
      return fc.oneof(...(options as v.GenericSchema[]).map(arbitraryOf));
    case "picklist":
      return fc.constantFrom(...options!);
    case "literal":
      return fc.constant(literal);
    case "nullable":
      return fc.option(arbitraryOf(wrapped!));
    case "optional":
      return fc.option(arbitraryOf(wrapped!), { nil: undefined });
    case "record":
      return fc.dictionary(hostileText, arbitraryOf(value!), { maxKeys: 4 });
    case "string":
      return hostileText;
    case "boolean":
      return fc.boolean();
    case "number":
      return pipe?.some((action) => action.type === "min_value")
        ? fc.oneof(fc.nat(1000), fc.constantFrom(0, 1, 2 ** 53 - 1))
        : pipe?.some((action) => action.type === "integer")
          ? fc.integer()
          : fc.oneof(fc.constantFrom(...NUMBERS), fc.double({ noNaN: true, noDefaultInfinity: true }));
    case "unknown":
      return fc.jsonValue();
    default:
      throw new Error(`a schema of type ${type}`);
  }
}
