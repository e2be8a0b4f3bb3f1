import { expect, test } from "bun:test";
import {
  formatCount,
  formatNumber,
  formatScore,
  formatShare,
  formatSpread,
  formatTime,
  plural,
} from "../../../src/insight/page/format.ts";
import { escapeHtml, html } from "../../../src/insight/page/html.ts";
import { cut, valueText } from "../../../src/insight/page/names.ts";

test.each([
  [0, "0"],
  [-0, "0"],
  [0.87312, "0.8731"],
  [-0.5, "−0.5"],
  [12.3456, "12.35"],
  [999.96, "1,000"],
  [12_480.3, "12,480"],
  [9_999_999, "9,999,999"],
  [1.2e9, "1.20×10⁹"],
  [-1.234e-7, "−1.23×10⁻⁷"],
  [1.7976931348623157e308, "1.80×10³⁰⁸"],
  [Number.NaN, "–"],
  [Number.POSITIVE_INFINITY, "–"],
])("%p is written %s", (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test("scores have three decimals, and their spread as many as they have", () => {
  expect([1, 0, 0.98765, -0.0123, 0.0004, 3e-7, 54.703].map((score) => formatScore(score))).toEqual([
    "1.000",
    "0.000",
    "0.988",
    "−0.012",
    "0.0004",
    "3.00×10⁻⁷",
    "54.7",
  ]);
  expect(formatSpread(0.815, 0.0321)).toBe("0.032");
  expect(formatSpread(54.703, 1.2941)).toBe("1.3");
  expect(formatSpread(12_480, 35.7)).toBe("36");
});

test("a mean that is nothing beside its spread is 0", () => {
  const shown = (mean: number, spread: number) =>
    `${formatScore(mean, spread)} ± ${formatSpread(mean, spread)}`;
  expect(shown(2.78e-18, 0.02981)).toBe("0.000 ± 0.030");
  expect(shown(-2.78e-18, 1e-12)).toBe("0.000 ± 0.000");
  expect(shown(-0.0002, 0.03)).toBe("0.000 ± 0.030");
  expect(shown(0.0004, 0.0012)).toBe("0.0004 ± 0.0012");
  expect(shown(3e-7, 1e-7)).toBe("3.00×10⁻⁷ ± 1.00×10⁻⁷");
  expect(shown(0.002, 0.5)).toBe("0.002 ± 0.500");
  expect(shown(0.815, 0.0321)).toBe("0.815 ± 0.032");
});

test("only nothing is 0 %, and only the whole is 100 %", () => {
  expect([0, 1e-9, 0.001, 0.02, 0.999, 0.9999, 1].map(formatShare)).toEqual([
    "0 %",
    "< 0.1 %",
    "0.1 %",
    "2.0 %",
    "99.9 %",
    "> 99.9 %",
    "100 %",
  ]);
});

test("counts, plurals and times are written as people do", () => {
  expect([formatCount(1_234_567), plural(1, "row"), plural(0, "row")]).toEqual([
    "1,234,567",
    "1 row",
    "0 rows",
  ]);
  expect(formatTime("2026-03-01T12:00:00.000Z")).toBe("1 March 2026 at 12:00 UTC");
  expect(formatTime("some day")).toBe("some day");
});

test("text in a template is escaped, HTML and lists of it are not, and nothing is nothing", () => {
  const list = ["<a>", "&"].map((text) => html`<li>${text}</li>`);
  expect(html`<ul class="${`"x"`}">${list}</ul>${undefined}${5}`.text).toBe(
    '<ul class="&quot;x&quot;"><li>&lt;a&gt;</li><li>&amp;</li></ul>5',
  );
});

test("characters that cannot be seen are spelled, and half surrogate pairs are replaced", () => {
  expect(escapeHtml("a\u202eb\0\n\u2066c\ufeff")).toBe("a\\u202eb\\u0000\\u000a\\u2066c\\ufeff");
  expect(escapeHtml("\ud800x\udc00 👍 שלום")).toBe("\ufffdx\ufffd 👍 שלום");
});

test("a long text is cut between characters", () => {
  expect(cut("abcdef", 6)).toBe("abcdef");
  expect(cut("abcdefg", 6)).toBe("abcde…");
  expect(cut("👍".repeat(6), 6)).toBe("👍".repeat(6));
  expect(cut("👍".repeat(7), 6)).toBe(`${"👍".repeat(5)}…`);
  expect([...cut("👍".repeat(10_000), 6)]).toHaveLength(6);
});

test("a value that could not be seen is quoted", () => {
  expect(["", " ", "a ", "a b", 0, false].map(valueText)).toEqual(['""', '" "', '"a "', "a b", "0", "false"]);
});
