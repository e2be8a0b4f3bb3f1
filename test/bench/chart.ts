import { digits } from "./report.ts";
import type { Result } from "./results.ts";

const WIDTH = 920;
/** The left and right edge of the area of the bars. */
const [LEFT, RIGHT] = [396, 840];
const ROW_HEIGHT = 21;
const BAR_HEIGHT = 11;
/** The ratios with a grid line. */
const LINES = [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100];

const STYLE = `text{font-size:12.5px;fill:#1b1f24}.title{font-size:15px;font-weight:600}.group{font-weight:600}.note{fill:#59636e}
.grid{stroke:#d1d9e0}.one{stroke:#59636e;stroke-width:1.5}.faster{fill:#0969da}.slower{fill:#bc4c00}.target{stroke:#1b1f24;stroke-width:2}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.note{fill:#9198a1}.grid{stroke:#30363d}.one{stroke:#9198a1}.faster{fill:#4493f8}.slower{fill:#db6d28}.target{stroke:#e6edf3}}`;

/**
 * Draws the ratios of the results as bars on a logarithmic scale, from 1 to the right if mlsvc is better and to the
 * left if it is worse, with a mark at each target. Results without a ratio, or with a fixed target, are left out.
 * The picture follows the light or dark colour scheme of the reader.
 */
export function chart(results: readonly Result[]): string {
  const shown = results.filter(({ ratio, target }) => ratio !== null && hasTimes(target));
  const ratios = shown.flatMap(({ ratio, target }) => [ratio!, timesOf(target)]);
  const x = scale(Math.min(0.5, ...ratios), Math.max(2, ...ratios));
  const parts: string[] = [];
  let y = 58;
  const top = y;
  let group = "";
  for (const result of shown) {
    if (result.group !== group) {
      group = result.group;
      y += 8;
      parts.push(text(16, y + 15, group, "group"));
      y += ROW_HEIGHT;
    }
    parts.push(...bar(result, x, y));
    y += ROW_HEIGHT;
  }
  const grid = LINES.filter((line) => x(line) >= LEFT && x(line) <= RIGHT).flatMap((line) => [
    `<line class="${line === 1 ? "one" : "grid"}" x1="${round(x(line))}" y1="${top}" x2="${round(x(line))}" y2="${y}"/>`,
    text(x(line), top - 6, `${line}×`, "note", "middle"),
  ]);
  const height = y + 34;
  const label = "Times as good as Flask with scikit-learn";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui,Segoe UI,Helvetica,Arial,sans-serif" role="img" aria-label="${label}">
<style>${STYLE}</style>
${text(16, 24, "mlsvc against Flask + scikit-learn: how many times as fast, or as little memory", "title")}
${[...grid, ...parts].join("\n")}
<line class="target" x1="24" y1="${y + 10}" x2="24" y2="${y + 24}"/>
${text(32, y + 22, "target. Scale is logarithmic; 1 is as good as the other side (for the limit: a bare Bun.serve with one SELECT).", "note")}
</svg>
`;
}

function bar({ work, ratio, target }: Result, x: (ratio: number) => number, y: number): string[] {
  const [one, end, mark] = [x(1), x(ratio!), x(timesOf(target))];
  const middle = y + ROW_HEIGHT / 2;
  const kind = ratio! >= 1 ? "faster" : "slower";
  return [
    text(LEFT - 12, middle + 4.5, work, "", "end"),
    `<rect class="${kind}" x="${round(Math.min(one, end))}" y="${middle - BAR_HEIGHT / 2}" width="${round(Math.max(Math.abs(end - one), 1))}" height="${BAR_HEIGHT}" rx="2"/>`,
    `<line class="target" x1="${round(mark)}" y1="${middle - 8}" x2="${round(mark)}" y2="${middle + 8}"/>`,
    text(WIDTH - 16, middle + 4.5, `${digits(ratio!)}×`, "", "end"),
  ];
}

/** Returns a function from a ratio to its x coordinate. */
function scale(least: number, greatest: number): (ratio: number) => number {
  const [low, high] = [Math.log(least), Math.log(greatest)];
  return (ratio) => LEFT + ((Math.log(ratio) - low) / (high - low)) * (RIGHT - LEFT);
}

function hasTimes(target: Result["target"]): boolean {
  return target !== null && target.against !== "fixed";
}

function timesOf(target: Result["target"]): number {
  return target !== null && target.against !== "fixed" ? target.times : 1;
}

function text(x: number, y: number, words: string, kind: string, anchor = "start"): string {
  const escaped = words.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text class="${kind}" x="${round(x)}" y="${y}" text-anchor="${anchor}">${escaped}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
