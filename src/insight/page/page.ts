import { VERSION } from "../../version.ts";
import type { Report } from "../report.ts";
import { classificationSection } from "./classification-section.ts";
import { clusteringSection } from "./clustering-section.ts";
import { dataSection } from "./data-section.ts";
import { header, warningsSection } from "./header.ts";
import { Html, html } from "./html.ts";
import { importanceSection } from "./importance-section.ts";
import { metricsSection } from "./metrics-section.ts";
import { cut } from "./names.ts";
import { outliersSection } from "./outliers-section.ts";
import { PAGE_POLICY } from "./page-policy.ts";
import { provenanceSection } from "./provenance-section.ts";
import { regressionSection } from "./regression-section.ts";
import { STYLE } from "./style.ts";

/** Returns the report of a run as one HTML page, which loads nothing and runs nothing. */
export function renderPage(report: Report): string {
  const sections = [
    metricsSection(report),
    classificationSection(report),
    regressionSection(report),
    clusteringSection(report),
    outliersSection(report),
    importanceSection(report),
    dataSection(report),
    provenanceSection(report),
  ].filter((section) => section !== undefined);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${PAGE_POLICY}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${cut(report.model_name, 80)}${report.model_run_id === null ? undefined : `, run ${report.model_run_id}`}</title>
<link rel="icon" href="data:,">
<style>${new Html(STYLE)}</style>
</head>
<body>
${header(report, sections)}<main>
${warningsSection(report)}${sections.map(({ content }) => content)}</main>
<footer>Written by mlsvc ${VERSION}.</footer>
</body>
</html>
`.text;
}
