import { expect, test } from "bun:test";
import { truncate } from "../../src/database/metric-text.ts";

test("text for a VARCHAR(255) has at most 255 characters, no NUL and no unpaired surrogate", () => {
  expect(truncate("short", 255)).toBe("short");
  expect(Array.from(truncate("x".repeat(1000), 255)).length).toBe(255);
  expect(Array.from(truncate("😀".repeat(300), 255))).toEqual(Array.from({ length: 255 }, () => "😀"));
  expect(truncate("a\0b", 255)).toBe("a␀b");
  expect(truncate("broken \ud83d pair", 255)).toBe("broken � pair");
});
