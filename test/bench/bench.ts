/**
 * Measures mlsvc, Flask with scikit-learn, and the limit, for every row of `targets.ts`; see `USAGE` in `options.ts`.
 */
import { existsSync } from "node:fs";
import { freePort, startPostgres } from "../../scripts/embedded-postgres.ts";
import { createTestDatabase } from "../database.ts";
import { EXECUTABLE } from "../service-process.ts";
import { checkAgreement, MODELS } from "./agreement.ts";
import { chart } from "./chart.ts";
import { machine, PERFORMANCE_CHART, replaceSection } from "./document.ts";
import type { Scale, Subject } from "./loads/load.ts";
import { loadsOf, measureLoad } from "./measure.ts";
import { type Options, readOptions, USAGE } from "./options.ts";
import { benchPython } from "./python.ts";
import { markdownTable, resultLine, summary } from "./report.ts";
import { type Result, resultOf } from "./results.ts";
import { LIMIT } from "./servers/limit.ts";
import { MLSVC } from "./servers/mlsvc.ts";
import { type Participant, startParticipant } from "./servers/participant.ts";
import { peer } from "./servers/peer.ts";
import { ROWS, type Row } from "./targets.ts";

const WHOLE: Scale = { rows: (whole) => whole, milliseconds: (whole) => whole };
/** For --quick: at most a few hundred rows and a tenth of a second. */
const SMALL: Scale = {
  rows: (whole) => Math.min(Math.max(Math.round(whole / 500), 50), 400),
  milliseconds: (whole) => Math.min(whole / 20, 100),
};

async function main(words: readonly string[]): Promise<void> {
  const options = readOptions(words);
  if (options === "help") return console.log(USAGE);
  if (options === "list") return console.log(ROWS.map(({ id }) => id).join("\n"));
  if (process.platform !== "linux") throw new Error("the benchmark reads /proc, which only Linux has");
  if (!existsSync(EXECUTABLE)) throw new Error(`${EXECUTABLE} is not there: run ./build.sh before`);
  const rows = chosenRows(options);
  const { participants, notes } = await chooseParticipants(options);
  if (options.write && notes.length > 0) throw new Error(`--write needs all sides, but ${notes.join("; ")}`);
  const given = process.env.TEST_DATABASE_URL;
  const postgres = given === undefined ? await startPostgres() : undefined;
  const subjects: (Subject & { end(): Promise<void> })[] = [];
  try {
    for (const participant of participants)
      subjects.push(await subjectOf(participant, given ?? postgres!.url));
    if (rows.some(({ load }) => load.participants.includes("peer"))) await checkAgreement(subjects);
    const results = await measureRows(rows, subjects, options);
    for (const note of notes) console.log(note);
    console.log(`\n${markdownTable(results)}\n`);
    console.log(
      options.quick ? "small tables and short loads: these figures mean nothing" : summary(results),
    );
    if (options.write) await writeResults(results);
    if (options.json !== undefined) await Bun.write(options.json, JSON.stringify(results, null, 2));
  } finally {
    for (const subject of subjects) await subject.end();
    await postgres?.stop();
  }
}

/** Writes the table and the chart of the documentation. */
async function writeResults(results: readonly Result[]): Promise<void> {
  const parts = [`Measured on ${machine()}.`, markdownTable(results), `${summary(results)}.`];
  await replaceSection("bench", parts.join("\n\n"));
  await Bun.write(PERFORMANCE_CHART, chart(results));
}

function chosenRows({ only }: Options): readonly Row[] {
  const rows = ROWS.filter(({ id }) => only.length === 0 || only.some((start) => id.startsWith(start)));
  if (rows.length === 0) throw new Error(`no row begins with ${only.join(" or ")}; --list names them`);
  return rows;
}

/** Returns the participants that can be started here, and a note about those that cannot. */
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

/** Starts a participant on a new database. */
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
  const results = new Map<Row, Result>();
  for (const load of loadsOf(rows)) {
    const plan = quick ? { rounds: 1, warmUp: false } : { ...load, rounds: repeat ?? load.rounds };
    const rounds = await measureLoad(load, subjects, scale, plan);
    for (const row of rows.filter((row) => row.load === load)) {
      const result = resultOf(row, rounds);
      console.error(resultLine(result));
      results.set(row, result);
    }
  }
  return rows.map((row) => results.get(row)!);
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
