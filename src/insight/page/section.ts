import { type Html, html } from "./html.ts";

/** A part of the page that its top links to. */
export interface Section {
  readonly id: string;
  readonly title: string;
  /** The whole part, with its heading. */
  readonly content: Html;
}

/** Returns a part of the page under a heading. */
export function section(
  id: string,
  title: string,
  ...content: readonly (Html | readonly Html[] | undefined)[]
): Section {
  return {
    id,
    title,
    content: html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${content}
</section>
`,
  };
}
