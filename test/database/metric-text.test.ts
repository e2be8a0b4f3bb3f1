import { expect, test } from "bun:test";
import { fit } from "../../src/database/finish-run.ts";

test("text for a VARCHAR(255) has at most 255 characters, no NUL and no half of a surrogate pair", () => {
  expect(fit("short")).toBe("short");
  expect(Array.from(fit("x".repeat(1000))).length).toBe(255);
  expect(Array.from(fit("😀".repeat(300)))).toEqual(Array.from({ length: 255 }, () => "😀"));
  expect(fit("a\0b")).toBe("a␀b");
  expect(fit("broken \ud83d pair")).toBe("broken � pair");
});
