import { STYLE } from "./style.ts";

/** The Content-Security-Policy of the page: its own style sheet and nothing else, wherever the page is opened from. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${new Bun.CryptoHasher("sha256").update(STYLE).digest("base64")}'`,
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");
