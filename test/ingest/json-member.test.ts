import { expect, test } from "bun:test";
import fc from "fast-check";
import { memberText, numbersAsWritten } from "../../src/ingest/json-member.ts";

test("the text of a member is found among others, however it is written", () => {
  expect(memberText('{"a": [1, {"b": 2.0}], "b" : 3.0 , "c": "}"}', "b")).toBe("3.0");
  expect(memberText('{"x":"\\\\\\"b\\":{", "b":{"b":[1,2]}}', "b")).toBe('{"b":[1,2]}');
  expect(memberText('{"\\u0062": 1.50}', "b")).toBe("1.50");
  expect(memberText('{"a": "b"}', "b")).toBeUndefined();
  expect(memberText("{}", "b")).toBeUndefined();
});

test("the last of several members of one name is found, as by JSON.parse", () => {
  expect(memberText('{"b": 1, "b": 2.0, "c": 3}', "b")).toBe("2.0");
});

test("the text found has the value that JSON.parse reads, for any object and any spacing", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom("", " ", 2), (object, space) => {
      const parsed = JSON.parse(JSON.stringify(object)) as Record<string, unknown>;
      const text = JSON.stringify(object, null, space);
      for (const [name, value] of Object.entries(parsed)) {
        expect(JSON.parse(memberText(text, name)!)).toEqual(value);
      }
      expect(memberText(text, "no such member at all")).toBeUndefined();
    }),
  );
});

test("numbers are returned as they are written, only at the first level", () => {
  const written = numbersAsWritten(
    '{"a": 1.0, "b": {"a": 1, "c": 2}, "d": [1.0], "e": "1.0", "f": 1e0, "g": 1}',
  );
  expect([...written]).toEqual([
    ["a", "1.0"],
    ["f", "1e0"],
    ["g", "1"],
  ]);
  expect([...numbersAsWritten('{"a": {"source": "1.0"}}')]).toEqual([]);
});
