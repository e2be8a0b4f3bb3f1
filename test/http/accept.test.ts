import { expect, test } from "bun:test";
import { preferredType } from "../../src/http/accept.ts";

const type = (accept: string | null) => preferredType(accept, ["text/html", "application/json"]);

test.each([
  [null, "text/html"],
  ["", "text/html"],
  ["*/*", "text/html"],
  ["text/html", "text/html"],
  ["text/*", "text/html"],
  ["application/json", "application/json"],
  ["application/*", "application/json"],
  ["APPLICATION/JSON", "application/json"],
  ["application/json;charset=UTF-8", "application/json"],
  // Chrome, Firefox.
  [
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7",
    "text/html",
  ],
  // axios, Angular.
  ["application/json, text/plain, */*", "application/json"],
  // Spring's RestClient for an object, and for a String.
  ["application/json, application/*+json", "application/json"],
  ["text/plain, application/json, application/*+json, */*", "application/json"],
  ["text/html;q=0.5, application/json", "application/json"],
  ["text/html, application/json;q=0.5", "text/html"],
  ["application/json;q=0.9, */*;q=0.1", "application/json"],
  ["application/json;q=0.1, */*;q=0.9", "text/html"],
  ["application/json, text/html", "application/json"],
  ["text/html, application/json", "text/html"],
  ["text/html;q=0, */*", "application/json"],
  ["application/json;q=0, */*", "text/html"],
  // A type that is refused is answered only if there is no other.
  ["text/html;q=0", "text/html"],
  ["application/json;q=0", "text/html"],
  ["image/png", "text/html"],
  ["application/problem+json", "text/html"],
  ['text/plain;a="x,application/json;q=1"', "text/html"],
  [";;;,,,q=1", "text/html"],
] as const)("a client that accepts %p gets %s", (accept, expected) => {
  expect(type(accept)).toBe(expected);
});
