import { madeUpTable } from "../datasets.ts";
import { HttpConnection, type RequestBytes, requestBytes } from "../http-connection.ts";
import type { ParticipantName } from "../servers/participant.ts";
import { quantile } from "../statistics.ts";
import type { Load, Scale, Subject } from "./load.ts";
import { trainRun } from "./run.ts";

const MODEL = "logistic_regression";
const TRAINED_ROWS = 1000;

/** Measures consecutive predictions of one row on one connection: `p50` and `p99` in milliseconds. */
export function singleRow(): Load {
  return {
    participants: ["mlsvc", "peer", "limit"],
    rounds: 7,
    warmUp: true,
    async prepare(subject, scale) {
      const connection = await HttpConnection.open(subject.running.port);
      const request = await predictionRequest(subject, scale, 1);
      return {
        async once() {
          const times = await askFor(connection, request, scale.milliseconds(1500));
          return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
        },
        end: () => connection.close(),
      };
    },
  };
}

/**
 * Measures predictions of one row on several connections, each of which sends the next request as soon as it has a
 * response: `perSecond`.
 */
export function throughput(connections: number, participants: readonly ParticipantName[]): Load {
  return {
    participants,
    rounds: 7,
    warmUp: true,
    async prepare(subject, scale) {
      const open = await Promise.all(
        Array.from({ length: connections }, () => HttpConnection.open(subject.running.port)),
      );
      const request = await predictionRequest(subject, scale, 1);
      return {
        async once() {
          const began = performance.now();
          const all = await Promise.all(
            open.map((connection) => askFor(connection, request, scale.milliseconds(1500))),
          );
          const seconds = (performance.now() - began) / 1000;
          return { perSecond: all.reduce((sum, times) => sum + times.length, 0) / seconds };
        },
        end() {
          for (const connection of open) connection.close();
        },
      };
    },
  };
}

/** Measures one prediction of `rows` rows: `ms`. */
export function predictRows(rows: number, rounds: number): Load {
  return {
    participants: ["mlsvc", "peer"],
    rounds,
    warmUp: true,
    async prepare(subject, scale) {
      const connection = await HttpConnection.open(subject.running.port);
      const request = await predictionRequest(subject, scale, scale.rows(rows));
      return {
        async once() {
          const began = performance.now();
          await ask(connection, request);
          return { ms: performance.now() - began };
        },
        end: () => connection.close(),
      };
    },
  };
}

/** Trains the model, except for the limit, and returns a request that predicts the first rows of its table. */
async function predictionRequest(
  { name, database, running }: Subject,
  scale: Scale,
  rows: number,
): Promise<RequestBytes> {
  const training = madeUpTable(scale.rows(TRAINED_ROWS));
  let runId: number;
  if (name === "limit") runId = await database.createRun(MODEL);
  else {
    const connection = await HttpConnection.open(running.port);
    ({ runId } = await trainRun(connection, database, MODEL, training.trainingBody()));
    connection.close();
  }
  const body = madeUpTable(rows).predictionBody(0, rows);
  return requestBytes(`/api/predict?model_run_id=${runId}`, body);
}

/** Sends requests for the given time. Returns the milliseconds of each. */
async function askFor(
  connection: HttpConnection,
  request: RequestBytes,
  milliseconds: number,
): Promise<number[]> {
  const times: number[] = [];
  const until = performance.now() + milliseconds;
  for (let began = performance.now(); began < until || times.length === 0; ) {
    await ask(connection, request);
    const now = performance.now();
    times.push(now - began);
    began = now;
  }
  return times;
}

/** Sends a request and returns the body of the response. Throws if its status is not 200. */
export async function ask(connection: HttpConnection, request: RequestBytes): Promise<string> {
  const { status, body } = await connection.send(request);
  if (status !== 200) throw new Error(`a prediction was answered ${status}: ${body}`);
  return body;
}
