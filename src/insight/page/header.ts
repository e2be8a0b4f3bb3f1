import type { Report } from "../report.ts";
import { formatCount, formatTime } from "./format.ts";
import { type Html, html } from "./html.ts";
import { measuredOn } from "./measured-on.ts";
import { nameOf } from "./names.ts";
import { runOf } from "./run-fact.ts";
import type { Section } from "./section.ts";

const TYPES: Readonly<Record<Report["model_type"], string>> = {
  classification: "classification",
  regression: "regression",
  clustering: "clustering",
  outlier_detection: "outlier detection",
};

/** Returns the head of the page: which model, which run, when, on what. */
export function header(report: Report, sections: readonly Section[]): Html {
  const { model_name, model_type, trained_at, rows, description } = report;
  const facts: [string, string | Html][] = [
    ...runOf(report),
    ["trained", html`<time datetime="${trained_at}">${formatTime(trained_at)}</time>`],
    ["rows", formatCount(rows)],
    ["type", TYPES[model_type]],
    ["measured", measuredOn(report)],
  ];
  return html`<header>
<p class="quiet">Report of a trained model</p>
<h1>${nameOf(model_name, 80)}</h1>
${description === "" ? undefined : html`<p>${description}</p>`}
<dl class="facts">${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
<nav aria-label="Sections"><ul>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
</header>
`;
}

/** Returns the warnings of the report, or a sentence that there are none. */
export function warningsSection({ warnings }: Report): Html {
  return html`<section id="warnings" aria-labelledby="warnings-title">
<h2 id="warnings-title">What to know first</h2>
${
  warnings.length === 0
    ? html`<p class="quiet">Nothing in this report calls for caution.</p>`
    : html`<ul class="warnings">${warnings.map(
        ({ message }) =>
          html`<li><svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true"><path d="M9 1.8 17 16H1z" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linejoin="round"/><path d="M9 7v4.2M9 13.2v.9" stroke="currentColor" stroke-width="1.7"/></svg><span>${message.charAt(0).toUpperCase() + message.slice(1)}</span></li>`,
      )}</ul>`
}
</section>
`;
}
