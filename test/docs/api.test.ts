import { expect, test } from "bun:test";
import { ROUTES } from "../../src/http/routes/table.ts";
import { readPage } from "./pages.ts";

const page = readPage("docs/api.md");
const documented = ROUTES.filter(({ operation }) => operation !== undefined).map(
  (route) => [`${route.method} ${route.path}`, route] as const,
);

test.each(documented)("docs/api.md lists %s and its query parameters", (name, { query }) => {
  expect(page).toContain(`\`${name}\``);
  for (const parameter of Object.keys(query?.entries ?? {}))
    expect(page).toMatch(new RegExp(`\`${parameter}(=(true|0\\.9))?\``));
});

test.each(documented)("the section about %s names every status of its responses", (name, { operation }) => {
  const heading = page.includes(`\n## ${name}\n`) ? name : "Health";
  const section = page.slice(page.indexOf(`\n## ${heading}\n`)).split(/\n## /)[1]!;
  const statuses = Object.keys(operation?.failures ?? {});
  expect(statuses.filter((status) => !new RegExp(`\\b${status}\\b`).test(section))).toEqual([]);
});
