import { expect, test } from "bun:test";
import { createTestApp } from "./app.ts";

const URL = "http://127.0.0.1:5000";
const app = createTestApp();
const get = (path: string, headers: Record<string, string> = {}) =>
  app(new Request(`${URL}${path}`, { headers }));

test("the page loads its parts from this service alone, and they are there", async () => {
  const page = await (await get("/docs")).text();
  const links = [...page.matchAll(/(src|href)="([^"]+)"/g)].map(([, , link]) => link!);
  const own = links.filter((link) => !/^(https:|data:)/.test(link));
  expect(own).toEqual(
    expect.arrayContaining([
      "docs/swagger-ui.css",
      "docs/swagger-ui-bundle.js",
      "docs/page.js",
      "openapi.json",
      "api/models",
      "docs/licenses.txt",
    ]),
  );
  for (const link of own) {
    const response = await get(`/${link}`);
    expect([link, response.status]).toEqual([link, 200]);
  }
  // What is elsewhere is linked to, and never loaded.
  expect(page).not.toMatch(/(src="|<link[^>]+href=")https?:/);
  expect(page).not.toMatch(/<script>|<style>| style=| on\w+=/);
});

test("the page may run and style by files of this service alone, and send requests to it alone", async () => {
  const policy = (await get("/docs")).headers.get("content-security-policy")!;
  const directives = Object.fromEntries(
    policy.split("; ").map((directive) => [directive.split(" ")[0], directive.split(" ").slice(1)]),
  );
  expect(directives).toMatchObject({
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "connect-src": ["'self'"],
    "frame-ancestors": ["'none'"],
  });
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
});

test("the files of Swagger UI are sent gzipped to those who take it, and plain to others", async () => {
  for (const [path, type, text] of [
    ["/docs/swagger-ui-bundle.js", "text/javascript; charset=UTF-8", "SwaggerUIBundle"],
    ["/docs/swagger-ui.css", "text/css; charset=UTF-8", ".swagger-ui"],
    ["/docs/licenses.txt", "text/plain; charset=UTF-8", "SmartBear"],
  ] as const) {
    const plain = await get(path);
    const gzipped = await get(path, { "Accept-Encoding": "br, gzip" });
    expect([plain.headers.get("content-type"), plain.headers.get("content-encoding")]).toEqual([type, null]);
    expect(gzipped.headers.get("content-encoding")).toBe("gzip");
    const body = await plain.text();
    expect(body).toContain(text);
    expect(new TextDecoder().decode(Bun.gunzipSync(await gzipped.arrayBuffer()))).toBe(body);
  }
});
