import type { Rounds } from "./measure.ts";
import type { ParticipantName } from "./servers/participant.ts";
import { median } from "./statistics.ts";
import type { Row } from "./targets.ts";

/** The measurements of a row. */
export interface Result {
  readonly id: string;
  readonly group: string;
  readonly work: string;
  readonly unit: Row["unit"];
  /** The figures of all rounds, by participant. */
  readonly rounds: Readonly<Partial<Record<ParticipantName, readonly number[]>>>;
  /** Their medians. */
  readonly medians: Readonly<Partial<Record<ParticipantName, number>>>;
  /**
   * How many times better mlsvc is than the other participant: the median of the ratios of the rounds. Null if the
   * other was not measured.
   */
  readonly ratio: number | null;
  readonly target: Row["target"];
  /** Whether the target is reached; null if there is no target, or no measurement to compare with. */
  readonly holds: boolean | null;
}

/** Computes a row from the rounds of its load. */
export function resultOf(row: Row, rounds: Rounds): Result {
  const figures: Partial<Record<ParticipantName, number[]>> = {};
  const medians: Partial<Record<ParticipantName, number>> = {};
  for (const [name, measured] of rounds) {
    if (!shows(row, name)) continue;
    figures[name] = measured.map((one) => one[row.figure]!);
    medians[name] = median(figures[name]);
  }
  const ratio = ratioOf(row, figures);
  const { id, group, work, unit, target } = row;
  const own = { id, group, work, unit, target };
  return { ...own, rounds: figures, medians, ratio, holds: holds(row, ratio, medians.mlsvc!) };
}

/** Returns whether a row shows this participant: the limit in rows compared with it, the peer in all others. */
function shows({ target }: Row, name: ParticipantName): boolean {
  if (name === "mlsvc") return true;
  return (target?.against === "limit") === (name === "limit");
}

function ratioOf({ unit, target }: Row, figures: Result["rounds"]): number | null {
  const other = figures[target?.against === "limit" ? "limit" : "peer"];
  if (other === undefined) return null;
  const isRate = unit === "requests/s";
  return median(figures.mlsvc!.map((own, round) => (isRate ? own / other[round]! : other[round]! / own)));
}

function holds({ target }: Row, ratio: number | null, own: number): boolean | null {
  if (target === null) return null;
  if (target.against === "fixed") return own <= target.atMost;
  return ratio === null ? null : ratio >= target.times;
}
