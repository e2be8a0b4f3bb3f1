import { line, type PlotOptions, plot } from "@observablehq/plot";
import { type Html, html } from "./html.ts";
import { SvgDocument, type SvgElement } from "./svg-document.ts";

/** Size of a chart in its own units, which are pixels where a figure is as wide: fit for a narrow screen. */
export const WIDTH = 360;
export const HEIGHT = 240;

/** The look of each series of a chart: a colour of the style sheet, a dash pattern and a symbol, so that colour is never alone. */
export const SERIES = [
  { color: "var(--series-1)", dash: "none", symbol: "circle" },
  { color: "var(--series-2)", dash: "7 3", symbol: "square" },
  { color: "var(--series-3)", dash: "2 3", symbol: "triangle" },
  { color: "var(--series-4)", dash: "9 3 2 3", symbol: "diamond" },
] as const;

/** The number of series that one chart can show. */
export const MAX_SERIES = SERIES.length;

/** Returns the options of the line of a series. */
export function lineStyle(i: number) {
  const { color, dash } = SERIES[i]!;
  return { stroke: color, strokeWidth: 2, ...(dash === "none" ? {} : { strokeDasharray: dash }) };
}

/** Returns the diagonal from (`low`, `low`) to (`high`, `high`), to compare a curve with. */
export function diagonal(low: number, high: number) {
  const ends = [
    [low, low],
    [high, high],
  ] as const;
  return line(ends, { stroke: "currentColor", strokeOpacity: 0.5, strokeDasharray: "2 4" });
}

/** Draws a chart as an image whose text alternative is `label`. */
export function chart(label: string, options: PlotOptions): Html {
  const drawing = draw(options);
  return drawing === undefined
    ? html`<p class="quiet">The numbers are too large to be drawn.</p>`
    : html`<div class="chart" role="img" aria-label="${label}">${drawing}</div>`;
}

/** A coordinate or a label that is no number, or a number too large for a browser. */
const UNDRAWABLE = /="[^"]*(?:NaN|Infinity|\de\+\d)|>NaN</;

/** Returns the SVG of a chart; undefined if a scale would be wider than the largest number. */
function draw(options: PlotOptions): Html | undefined {
  try {
    const svg = plot({
      width: WIDTH,
      height: HEIGHT,
      marginLeft: 48,
      marginTop: 26,
      marginRight: 16,
      marginBottom: 38,
      ...options,
      // What Plot needs of a document; see svg-document.ts.
      document: new SvgDocument() as never,
    }) as unknown as SvgElement;
    svg.setAttribute("font-size", "11");
    const drawing = svg.toHtml();
    return UNDRAWABLE.test(drawing.text) ? undefined : drawing;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
