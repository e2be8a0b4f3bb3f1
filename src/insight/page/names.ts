import { type Html, html } from "./html.ts";

/** The longest name, in characters, in a table, and in the text that is shown for it when the pointer rests on it. */
const MAX_NAME = 40;
const MAX_TITLE = 500;

/** Returns `text` with at most `length` characters, the last of which is an ellipsis if it was longer. */
export function cut(text: string, length: number): string {
  // A character has at most two code units: there is no need to look at all of a long text.
  const characters = [...text.slice(0, 2 * length + 2)];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join("")}…`;
}

/** Returns a class or a category as text: one that would be invisible is quoted. */
export function valueText(value: string | number | boolean): string {
  const text = String(value);
  return text.trim() === text && text !== "" ? text : JSON.stringify(text);
}

/** Returns a name that a caller chose: cut if it is long, and apart from the direction of the text around it. */
export function nameOf(name: string | number | boolean, length = MAX_NAME): Html {
  const text = valueText(name);
  const short = cut(text, length);
  return short === text
    ? html`<bdi>${breakable(text)}</bdi>`
    : html`<bdi title="${cut(text, MAX_TITLE)}">${breakable(short)}</bdi>`;
}

/** Returns a name that may be broken into lines where its words end. */
function breakable(name: string): readonly Html[] {
  return name.split(/(?<=[_./-])(?=\w)/).map((word, i) => (i === 0 ? html`${word}` : html`<wbr>${word}`));
}
