/** Text that is HTML already. Everything else that is put into a page is escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a template may contain: text to escape, HTML, a list of both, or nothing. */
export type HtmlPart = string | number | Html | undefined | readonly HtmlPart[];

/**
 * A template of HTML. Values are escaped, for text and for attributes in double quotes alike, unless they are `Html`.
 * @example html`<p title="${name}">${name}</p>`
 */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  let text = strings[0]!;
  for (const [i, part] of parts.entries()) text += textOf(part) + strings[i + 1]!;
  return new Html(text);
}

function textOf(part: HtmlPart): string {
  if (part === undefined) return "";
  if (part instanceof Html) return part.text;
  return Array.isArray(part) ? part.map(textOf).join("") : escapeHtml(String(part));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Control characters, and the marks that reverse the direction of the text around them. */
const INVISIBLE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu;

/**
 * Escapes a text for HTML and for SVG. Characters that are invisible, or that change the text around them, are spelled as in
 * JSON, such as `\u202e`; half surrogate pairs are replaced.
 */
export function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replace(INVISIBLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
