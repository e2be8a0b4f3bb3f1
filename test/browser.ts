import { expect } from "bun:test";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

/** Chromium, or a browser based on it, if the machine has one. */
export const BROWSER = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
  .map((name) => Bun.which(name))
  .find((path) => path !== null);
if (BROWSER === undefined)
  console.log("no Chromium on this machine (Debian's package chromium): its tests are left out");

/** Starts the browser. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: BROWSER!,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
}

/**
 * Opens a page of `origin` in a context of its own and calls `use` with it. Fails if anything was loaded from another origin,
 * blocked, or logged as an error.
 */
export async function onPage(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  const page = await context.newPage();
  const elsewhere: string[] = [];
  const errors: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(origin) && !request.url().startsWith("data:"))
      elsewhere.push(request.url());
  });
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  try {
    await use(page);
  } finally {
    await context.close();
  }
  expect({ elsewhere, errors }).toEqual({ elsewhere: [], errors: [] });
}
