import { listNames, ValueError } from "../../learn/core/errors.ts";

/** A name that is a number with a fraction: a value. */
const FRACTION = /^[+-]?\d*[.,]\d+(?:[eE][+-]?\d+)?$/;

/**
 * Returns the names of the columns of a CSV file, without spaces around them. The first may be empty, as pandas and R write it above
 * row numbers: it is null, and such a column is left out. Throws `ValueError` for other names that are empty, for names that
 * occur twice, and for values in place of names.
 */
export function readHeader(cells: readonly string[]): (string | null)[] {
  const names = cells.map((cell) => cell.trim());
  const value = names.find((name) => FRACTION.test(name));
  if (value !== undefined) {
    throw new ValueError(
      `line 1: has the value ${JSON.stringify(value)} where the name of a column is expected; the first line must be a header`,
    );
  }
  const empty = names.indexOf("", names.length > 1 ? 1 : 0);
  if (empty >= 0) throw new ValueError(`line 1: column ${empty + 1} of the header has no name`);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) {
    const [first, second] = names.flatMap((name, index) => (name === twice ? [index + 1] : []));
    throw new ValueError(
      `line 1: the name ${listNames([twice])} occurs twice in the header, as columns ${first} and ${second}`,
    );
  }
  return names.map((name) => (name === "" ? null : name));
}
