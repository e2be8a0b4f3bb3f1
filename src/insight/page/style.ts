/** The style sheet of the page: light, dark and printed. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f5f6f8; --card: #ffffff; --line: #d9dee4; --text: #1c2229; --quiet: #545e69;
  --series-1: #1b6ab3; --series-2: #b9540b; --series-3: #0b7f5b; --series-4: #8a46b0;
  --notice: #fff6e0; --notice-line: #b07600; --good: #0b7f5b;
  --cold: 27, 106, 179; --warm: 201, 96, 20;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #101317; --card: #181c21; --line: #353c45; --text: #e4e8ec; --quiet: #a3adb8;
    --series-1: #68b1f2; --series-2: #f3a25b; --series-3: #57cda2; --series-4: #cf9df2;
    --notice: #2b2412; --notice-line: #d9a63a; --good: #57cda2;
    --cold: 76, 150, 222; --warm: 222, 122, 50;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  overflow-wrap: anywhere; font-variant-numeric: tabular-nums;
}
header, main, footer { max-width: 1280px; margin: 0 auto; padding: 0 20px; }
header { padding-top: 28px; }
h1 { font-size: 28px; line-height: 1.2; margin: 2px 0 6px; font-weight: 650; letter-spacing: -0.01em; }
h2 { font-size: 20px; line-height: 1.3; margin: 40px 0 12px; font-weight: 650; }
h3 { font-size: 15px; line-height: 1.35; margin: 0; font-weight: 650; }
p { margin: 0 0 8px; max-width: 75ch; }
a { color: var(--series-1); }
code { font: 0.92em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.quiet, figcaption p, .kind, footer, .lead { color: var(--quiet); }
.lead { margin-bottom: 12px; }
.group { margin: 20px 0 10px; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.facts { display: flex; flex-wrap: wrap; gap: 10px 32px; margin: 16px 0 0; }
.facts dt { font-size: 12.5px; color: var(--quiet); }
.facts dd { margin: 0; font-weight: 600; }
nav { margin: 18px 0 0; border-bottom: 1px solid var(--line); padding-bottom: 12px; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 0; padding: 0; font-size: 14px; }
.warnings { list-style: none; margin: 0; padding: 0; display: grid; gap: 8px; }
.warnings li {
  background: var(--notice); border: 1px solid var(--line); border-left: 4px solid var(--notice-line);
  border-radius: 6px; padding: 9px 14px 9px 12px; display: flex; gap: 10px;
}
.warnings svg { flex: none; margin-top: 3px; color: var(--notice-line); }
.card, figure, .columns > li {
  background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 16px; margin: 0; min-width: 0;
}
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 330px), 1fr)); gap: 16px; }
.figures + .figures, section > .card + .figures, .figures + .card, section > .card + .card { margin-top: 16px; }
.figures > .card { display: flex; flex-direction: column; }
.figures > .card > .scroll { margin-block: auto; }
figure { display: flex; flex-direction: column; }
figcaption p, .card > p { font-size: 13.5px; line-height: 1.45; margin: 3px 0 10px; }
.tall { grid-row: span 2; }
.wide { grid-column: 1 / -1; }
.figures figure:not(.tall) .chart { margin-top: auto; }
.chart svg { display: block; width: 100%; height: auto; max-width: 460px; margin: 0 auto; overflow: visible; }
.chart svg text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; white-space: pre; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 0 0 6px; padding: 0; font-size: 13px; }
.legend li { display: flex; align-items: center; gap: 6px; }
details { margin-top: 10px; font-size: 13.5px; }
summary { cursor: pointer; color: var(--quiet); width: fit-content; border-radius: 4px; }
summary:hover { color: var(--text); }
:focus-visible { outline: 2px solid var(--series-1); outline-offset: 2px; }
.scroll { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; font-size: 13.5px; }
.scroll > table { overflow-wrap: normal; }
th, td { padding: 5px 12px 5px 0; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--line); }
th { font-weight: 600; }
thead th { color: var(--quiet); font-weight: 500; font-size: 12.5px; vertical-align: bottom; }
tbody tr:last-child > * { border-bottom: 0; }
tbody th { font-weight: 500; }
.number { text-align: right; white-space: nowrap; }
th.number { text-align: right; }
.metrics.full { width: 100%; }
.metrics td.bar { width: 28%; min-width: 120px; }
.metrics svg { display: block; width: 100%; height: 14px; }
.metrics small { color: var(--quiet); font-size: 12.5px; font-weight: 400; }
.metrics th small { display: block; }
.matrix { margin: 4px auto 0; }
.card:not(.wide) .matrix td { min-width: 72px; height: 56px; }
.matrix th, .matrix td { border: 0; padding: 4px; text-align: center; }
.matrix td { min-width: 44px; height: 40px; vertical-align: middle; border: 2px solid var(--card); border-radius: 5px; line-height: 1.2; }
.matrix td small { display: block; font-size: 11.5px; }
.matrix tbody th { vertical-align: middle; text-align: right; font-weight: 500; padding-right: 8px; }
.matrix thead th { font-weight: 500; font-size: 13.5px; color: var(--text); }
.matrix .axis { color: var(--quiet); font-weight: 400; font-size: 12.5px; }
.matrix .upright { writing-mode: vertical-rl; transform: rotate(180deg); text-align: left; vertical-align: bottom; white-space: nowrap; }
.matrix .right { font-weight: 700; }
.matrix .none { color: var(--quiet); }
.heat td { text-align: right; padding: 5px 10px; white-space: nowrap; border: 2px solid var(--card); }
.heat th { border: 0; }
.columns { list-style: none; margin: 0; padding: 0; display: grid; gap: 12px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 270px), 1fr)); }
.columns > li { padding: 12px 14px; }
.columns .head { display: flex; justify-content: space-between; gap: 8px; align-items: baseline; }
h4 { font-size: 14.5px; line-height: 1.35; margin: 0; font-weight: 650; }
.columns > li { display: flex; flex-direction: column; }
.kind { font-size: 12.5px; }
.spark { display: block; width: 100%; height: 44px; margin: 8px 0 2px; color: var(--series-1); }
.ends { display: flex; justify-content: space-between; font-size: 12px; color: var(--quiet); }
.stats { display: flex; flex-wrap: wrap; gap: 2px 14px; margin: auto 0 0; padding-top: 6px; font-size: 12.5px; }
.stats div { display: flex; gap: 5px; }
.stats dt { color: var(--quiet); }
.stats dd { margin: 0; }
.shares { width: 100%; margin-top: 6px; font-size: 12.5px; }
.shares th, .shares td { border: 0; padding: 1px 8px 1px 0; }
.shares th { width: 45%; font-weight: 400; }
.shares td:last-child { padding-right: 0; }
.shares svg { display: block; width: 100%; height: 10px; }
.more { margin-top: 14px; font-size: 15px; }
.more > summary { margin-bottom: 12px; }
.pairs { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 260px), 1fr)); gap: 8px 24px; margin: 0; }
.pairs dt { font-size: 12.5px; color: var(--quiet); }
.pairs dd { margin: 0; }
.pairs .long { grid-column: 1 / -1; }
footer { padding-top: 32px; padding-bottom: 32px; font-size: 13px; }
SHADES
@media (max-width: 480px) {
  header, main, footer { padding-left: 12px; padding-right: 12px; }
  .card, figure { padding: 12px; }
  h1 { font-size: 24px; }
  .metrics td.bar { display: none; }
  .metrics th, .metrics td { padding-right: 8px; }
  /* As wide as the card, but without a width for the column: the sentence runs below the numbers of its row. */
  .metrics th small { width: calc(100vw - 60px); margin-right: calc(60px - 100vw); }
}
@media print {
  @page { margin: 14mm; }
  body { background: none; font-size: 10.5pt; }
  header, main, footer { max-width: none; padding: 0; }
  nav, figure details, .more:not([open]) { display: none; }
  figure, .card, .columns > li, .warnings li { break-inside: avoid; }
  h2, h3, .lead { break-after: avoid; }
  .tall { grid-row: auto; }
  .figures { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .scroll { overflow: visible; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  a { color: inherit; text-decoration: none; }
}
`.replace("SHADES", shades());

/** Number of shades of the cells of a table, from none to full. */
export const SHADES = 10;

/** Returns the classes of shaded cells: `cold-0` to `cold-10` in blue, `warm-0` to `warm-10` in orange. */
function shades(): string {
  const lines: string[] = [];
  for (const hue of ["cold", "warm"])
    for (let i = 1; i <= 10; i++)
      lines.push(`.${hue}-${i} { background: rgba(var(--${hue}), ${(0.05 * i).toFixed(2)}); }`);
  return lines.join("\n");
}

/** Returns the class of a cell that is shaded by `share`, 0 to 1, of its hue. */
export function shade(hue: "cold" | "warm", share: number): string {
  return `${hue}-${Math.max(0, Math.min(SHADES, Math.round(share * SHADES)))}`;
}
