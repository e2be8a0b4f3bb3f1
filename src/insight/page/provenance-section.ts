import type { Report } from "../report.ts";
import { formatCount, formatScore } from "./format.ts";
import { Html, html } from "./html.ts";
import { cut } from "./names.ts";
import { runOf } from "./run-fact.ts";
import { type Section, section } from "./section.ts";

/** The longest value of a parameter, in characters. */
const MAX_VALUE = 200;

/** Returns the section about how the run was trained: enough to train it again. */
export function provenanceSection(report: Report): Section {
  const { iterations, converged } = report;
  const threshold = report.evaluation.classification?.decision_threshold;
  const facts: [string, string][] = [
    ...runOf(report),
    ["rows", formatCount(report.rows)],
    ["random_state", String(report.random_state)],
    ["steps", report.steps.join(" → ")],
    ...(threshold === undefined ? [] : [["decision threshold", formatScore(threshold)] as [string, string]]),
    ["iterations", iterations === null ? "–" : formatCount(iterations)],
    ["converged", converged === null ? "–" : converged ? "yes" : "no"],
    ["mlsvc", report.mlsvc_version],
    ["trained at", report.trained_at],
    ["SHA-256 of the data", report.data_sha256],
  ];
  return section(
    "provenance",
    "How it was trained",
    html`<div class="card"><h3>Parameters</h3>${pairs(
      Object.entries(report.parameters).map(([name, value]) => [name, JSON.stringify(value) ?? "–"]),
    )}</div>
<div class="card"><h3>Provenance</h3>${pairs(facts)}</div>`,
  );
}

function pairs(entries: readonly (readonly [string, string])[]): Html {
  if (entries.length === 0) return html`<p class="quiet">none</p>`;
  return html`<dl class="pairs">${entries.map(
    ([name, value]) =>
      html`<div${value.length > 40 ? new Html(' class="long"') : undefined}><dt><bdi>${cut(name, MAX_VALUE)}</bdi></dt><dd><code><bdi>${cut(value, MAX_VALUE)}</bdi></code></dd></div>`,
  )}</dl>`;
}
