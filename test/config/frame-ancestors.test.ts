import { expect, test } from "bun:test";
import { readFrameAncestors } from "../../src/config/frame-ancestors.ts";
import { UsageError } from "../../src/errors.ts";

const read = (text?: string) => readFrameAncestors({ FRAME_ANCESTORS: text });

test("without the setting, no page may show reports in a frame", () => {
  expect([read(), read(""), read("  "), read("none"), read("'none'"), read("NONE")]).toEqual(
    Array(6).fill("'none'"),
  );
});

test.each([
  ["self", "'self'"],
  ["'self' https://app.example.com", "'self' https://app.example.com"],
  ["https://*.example.com:8443", "https://*.example.com:8443"],
  ["  http://localhost:4200\thttp://127.0.0.1:*  ", "http://localhost:4200 http://127.0.0.1:*"],
  ["http://[::1]:8080", "http://[::1]:8080"],
])("%p is read as %p", (text, sources) => {
  expect(read(text)).toBe(sources);
});

test.each([
  "app.example.com",
  "https://app.example.com/path",
  "https://app.example.com;",
  "https://app.example.com; script-src *",
  "https://a.example.com,https://b.example.com",
  "*",
  "https:",
  "https://",
  "https://*",
  "https://a.*.com",
  "https://app.example.com:port",
  "'unsafe-inline'",
  "javascript:alert(1)",
  "https://x\r\nSet-Cookie:a=b",
  `https://${"a".repeat(100_000)}!`,
])("%p is refused", (text) => {
  expect(() => read(text)).toThrow(UsageError);
  expect(() => read(text)).toThrow(/^FRAME_ANCESTORS must be none, self or origins such as https.{0,200}$/);
});

test("none cannot stand beside others", () => {
  expect(() => read("none https://app.example.com")).toThrow(
    "FRAME_ANCESTORS cannot have none beside others",
  );
});
