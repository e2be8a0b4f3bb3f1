/**
 * mlsvc beside Flask with scikit-learn and beside the limit, in every row of `targets.ts`: see `USAGE` in `options.ts`.
 */
import { freePort, startPostgres } from "../../scripts/embedded-postgres.ts";
import { createTestDatabase } from "../database.ts";
import type { Scale, Subject } from "./loads/load.ts";
import { loadsOf, measureLoad, type Rounds } from "./measure.ts";
import { type Options, readOptions, USAGE } from "./options.ts";
import { markdownTable, summary } from "./report.ts";
import { type Result, resultOf } from "./results.ts";
import { LIMIT } from "./servers/limit.ts";
import { MLSVC } from "./servers/mlsvc.ts";
import { type Participant, startParticipant } from "./servers/participant.ts";
import { peer } from "./servers/peer.ts";
import { benchPython } from "./servers/python.ts";
import { ROWS, type Row } from "./targets.ts";

const WHOLE: Scale = { rows: (whole) => whole, milliseconds: (whole) => whole };
/** A few hundred rows at most, a tenth of a second at most. */
const SMALL: Scale = {
  rows: (whole) => Math.min(Math.max(Math.round(whole / 500), 50), 400),
  milliseconds: (whole) => Math.min(whole / 20, 100),
};

const MODELS = [
  "logistic_regression",
  "pca_logistic_regression",
  "ridge",
  "random_forest_classifier",
  "hist_gradient_boosting_classifier",
];

async function main(words: readonly string[]): Promise<void> {
  const options = readOptions(words);
  if (options === "help") return console.log(USAGE);
  if (options === "list") return console.log(ROWS.map(({ id }) => id).join("\n"));
  const rows = chosenRows(options);
  const { participants, notes } = await chooseParticipants(options);
  const given = process.env.TEST_DATABASE_URL;
  const postgres = given === undefined ? await startPostgres() : undefined;
  const subjects: (Subject & { end(): Promise<void> })[] = [];
  try {
    for (const participant of participants)
      subjects.push(await subjectOf(participant, given ?? postgres!.url));
    const results = await measureRows(rows, subjects, options);
    for (const note of notes) console.log(note);
    console.log(`\n${markdownTable(results)}\n`);
    console.log(
      options.quick ? "small tables and short loads: these figures mean nothing" : summary(results),
    );
    if (options.json !== undefined) await Bun.write(options.json, JSON.stringify(results, null, 2));
  } finally {
    for (const subject of subjects) await subject.end();
    await postgres?.stop();
  }
}

function chosenRows({ only }: Options): readonly Row[] {
  const rows = ROWS.filter(({ id }) => only.length === 0 || only.some((start) => id.startsWith(start)));
  if (rows.length === 0) throw new Error(`no row begins with ${only.join(" or ")}; --list names them`);
  return rows;
}

/** Those that can be started here, and what is to be said of those that cannot. */
async function chooseParticipants({
  install,
}: Options): Promise<{ participants: Participant[]; notes: string[] }> {
  const python = await benchPython(install);
  if (python.missing === undefined)
    return { participants: [MLSVC, peer(python.executable), LIMIT], notes: [] };
  return {
    participants: [MLSVC, LIMIT],
    notes: [`Flask + scikit-learn is left out: ${python.missing}`],
  };
}

/** Starts a participant on a database of its own. */
async function subjectOf(
  participant: Participant,
  serverUrl: string,
): Promise<Subject & { end(): Promise<void> }> {
  const database = await createTestDatabase(MODELS, serverUrl);
  const start = async () => startParticipant(participant, await freePort(), database.url);
  const running = await start();
  return {
    name: participant.name,
    database,
    running,
    start,
    async end() {
      await running.stop();
      await database.drop();
    },
  };
}

async function measureRows(
  rows: readonly Row[],
  subjects: readonly Subject[],
  { quick, repeat }: Options,
): Promise<Result[]> {
  const scale = quick ? SMALL : WHOLE;
  const measured = new Map<Row["load"], Rounds>();
  for (const load of loadsOf(rows)) {
    const works = rows.filter((row) => row.load === load).map(({ id }) => id);
    console.error(`measuring ${works.join(", ")} …`);
    measured.set(load, await measureLoad(load, subjects, scale, quick ? 1 : (repeat ?? load.rounds)));
  }
  return rows.map((row) => resultOf(row, measured.get(row.load)!));
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
