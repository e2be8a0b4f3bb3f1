const PLAIN = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });
const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const DATE = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "long",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "UTC",
});

/** Returns a number with about four digits, as people write it: `0.8731`, `12,480`, `1.20×10⁹`; a dash if it is not finite. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  if (size >= 1e7 || size < 1e-4) return scientific(value);
  return withMinus(size >= 1000 ? WHOLE.format(value) : PLAIN.format(value));
}

/** Returns a count with its thousands separated. */
export function formatCount(value: number): string {
  return Number.isFinite(value) ? withMinus(WHOLE.format(value)) : "–";
}

/** The least size of a score that three decimals show. */
const LEAST = 0.0005;

/**
 * Returns a score with three decimals, or as `formatNumber` does if it is not between -10 and 10. A mean that is nothing beside its
 * `spread`, such as the 3×10⁻¹⁸ that rounding leaves of a sum, is `0.000`.
 */
export function formatScore(value: number, spread = 0): string {
  const size = Math.abs(value);
  if (size >= 10) return formatNumber(value);
  if (isNothing(value, spread)) return "0.000";
  if (size >= LEAST || size === 0) return withMinus(value.toFixed(3));
  return size < 1e-4 ? scientific(value) : withMinus(value.toFixed(4));
}

/** Returns whether a mean has no digit of its own beside its spread. */
export function isNothing(mean: number, spread: number): boolean {
  const size = Math.abs(mean);
  return size < LEAST && size < spread / 100;
}

/** Returns the spread of a score with as many decimals as `formatScore` gives the score beside it. */
export function formatSpread(score: number, spread: number): string {
  const shown = formatScore(score, spread);
  const decimals = shown.split(".")[1] ?? "";
  return /^\d*$/.test(decimals) && shown.length < 8 ? spread.toFixed(decimals.length) : formatNumber(spread);
}

/** Returns a part of a whole, 0 to 1, in percent: `2.0 %`. Only nothing is `0 %`, and only the whole is `100 %`. */
export function formatShare(share: number): string {
  if (share === 0 || share === 1) return `${share * 100} %`;
  if (share < 0.001) return "< 0.1 %";
  if (share > 0.999) return "> 99.9 %";
  return `${(share * 100).toFixed(1)} %`;
}

/** Returns `1 row`, `2 rows`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** Returns a time in ISO 8601 as `1 March 2026 at 12:00 UTC`; a text that is none unchanged. */
export function formatTime(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : `${DATE.format(time)} UTC`;
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

function scientific(value: number): string {
  const [digits, exponent] = value.toExponential(2).split("e") as [string, string];
  const power = exponent
    .replace("+", "")
    .replace("-", "⁻")
    .replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]!);
  return `${withMinus(digits)}×10${power}`;
}

function withMinus(text: string): string {
  return text.replace("-", "−");
}
