import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { BROWSER, launchBrowser, onPage as openPage } from "../browser.ts";
import { ServiceProcess } from "../service-process.ts";

describe.skipIf(BROWSER === undefined)("the page of the API in a browser", () => {
  let service: ServiceProcess;
  let browser: Browser;

  beforeAll(async () => {
    // The page needs no database.
    service = await ServiceProcess.start({ DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" }, false);
    browser = await launchBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  /** Opens the page and calls `use` with it; see `openPage`. */
  function onPage(options: BrowserContextOptions, use: (page: Page) => Promise<void>): Promise<void> {
    return openPage(browser, service.url, options, async (page) => {
      await page.goto(`${service.url}/docs`);
      await page.waitForSelector("#operations-prediction-predict");
      await use(page);
    });
  }

  test("shows every operation and every schema of the document, and a link to the models", async () => {
    await onPage({}, async (page) => {
      const document = (await (await service.get("/openapi.json")).json()) as {
        paths: Record<string, Record<string, { operationId: string; tags: string[] }>>;
        components: { schemas: Record<string, unknown> };
      };
      for (const methods of Object.values(document.paths)) {
        for (const { operationId, tags } of Object.values(methods))
          expect(await page.locator(`#operations-${tags[0]}-${operationId}`).count()).toBe(1);
      }
      expect(await page.locator('.info a[href="/api/models"]').count()).toBe(1);
      await page.locator("section.models h4 button").first().click();
      for (const name of Object.keys(document.components.schemas))
        expect([name, await page.getByText(name, { exact: true }).count()]).not.toEqual([name, 0]);
    });
  }, 60_000);

  test("sends a request and shows the response", async () => {
    await onPage({}, async (page) => {
      const operation = page.locator("#operations-monitoring-getLiveness");
      await operation.locator(".opblock-summary-control").click();
      await operation.getByRole("button", { name: "Try it out" }).click();
      await operation.getByRole("button", { name: "Execute" }).click();
      const answer = operation.locator(".live-responses-table .response");
      await answer.waitFor();
      expect(await answer.textContent()).toMatch(/200[\s\S]*"status": "UP"/);
    });
  }, 60_000);

  test("is light or dark as the browser prefers", async () => {
    const lightness: Record<string, number> = {};
    for (const colorScheme of ["light", "dark"] as const) {
      await onPage({ colorScheme }, async (page) => {
        // Passed as a string, because this program lacks the types of a browser window.
        const color = (await page.evaluate("getComputedStyle(document.body).backgroundColor")) as string;
        const [red = 255, , , alpha = 1] = color.match(/[\d.]+/g)!.map(Number);
        lightness[colorScheme] = alpha === 0 ? 255 : red;
        const folder = process.env.SCREENSHOTS;
        if (folder !== undefined)
          await page.screenshot({ path: `${folder}/docs-${colorScheme}.png`, fullPage: true });
      });
    }
    expect(lightness.light).toBeGreaterThan(200);
    expect(lightness.dark).toBeLessThan(60);
  }, 60_000);
});
