import type { Figures, Load, Measure, Scale, Subject } from "./loads/load.ts";
import type { ParticipantName } from "./servers/participant.ts";
import type { Row } from "./targets.ts";

/**
 * The figures of one load by participant, one entry per round; entries with the same index were measured in the
 * same round.
 */
export type Rounds = ReadonlyMap<ParticipantName, readonly Figures[]>;

/**
 * Measures each subject in turn (A B C A B C …), so that other work of the machine affects all of them equally.
 * With `warmUp`, a first round is discarded.
 */
export async function measureLoad(
  load: Load,
  subjects: readonly Subject[],
  scale: Scale,
  { rounds, warmUp }: Pick<Load, "rounds" | "warmUp">,
): Promise<Rounds> {
  const taking = subjects.filter(({ name }) => load.participants.includes(name));
  const measures: [ParticipantName, Measure][] = [];
  const figures = new Map<ParticipantName, Figures[]>(taking.map(({ name }) => [name, []]));
  try {
    for (const subject of taking) measures.push([subject.name, await load.prepare(subject, scale)]);
    for (let round = warmUp ? -1 : 0; round < rounds; round++) {
      for (const [name, measure] of measures) {
        const measured = await measure.once();
        if (round >= 0) figures.get(name)!.push(measured);
      }
    }
  } finally {
    for (const [, measure] of measures) await measure.end();
  }
  return figures;
}

/** Returns the loads of some rows, without duplicates. */
export function loadsOf(rows: readonly Row[]): Load[] {
  return [...new Set(rows.map(({ load }) => load))];
}
