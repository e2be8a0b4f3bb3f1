import { LRUCache } from "lru-cache";
import type { Database } from "../database/connection.ts";
import { requiredResult } from "../database/required-result.ts";
import type { Schema } from "../database/schema/schema.ts";
import { readResult } from "../database/statements/read-result.ts";
import { readTag } from "../database/statements/read-tag.ts";
import { DeadlineError } from "../deadline.ts";
import { Failure } from "../errors.ts";
import { noReport } from "../insight/no-report.ts";
import type { ReportFormat, ReportReply } from "./report-protocol.ts";
import type { ReportThread } from "./report-thread.ts";

/** Maximum length of all reports that are kept, in characters. */
const KEPT_LENGTH = 8_388_608;
/** Maximum number of requests that wait for a report to be written. */
const MAX_WAITING = 32;

/** A written report. */
export interface WrittenReport {
  /** The version of the row that it was written from. */
  readonly tag: string;
  readonly text: string;
  readonly model: string;
}

/** The options of `Reports`. */
export interface ReportsOptions {
  readonly database: Database;
  readonly schema: Schema;
  /** A stored pipeline of more bytes is refused. */
  readonly maxResultBytes: number;
}

/** Reads the reports of runs from the database and writes them, one after another on a thread; keeps the latest. */
export class Reports {
  readonly #options: ReportsOptions;
  readonly #kept = new LRUCache<string, WrittenReport>({
    maxSize: KEPT_LENGTH,
    sizeCalculation: ({ text }) => text.length + 1,
  });
  #thread: ReportThread | undefined;
  /** Settles when the reports that were asked for so far are written. It never rejects. */
  #line: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(options: ReportsOptions) {
    this.#options = options;
  }

  /**
   * Returns the report of a run. Every call asks the database for the version of the row, so that the report is never older than
   * the call. Throws `Failure`: `not_found`; `conflict` if the run has no pipeline or no report, or one that cannot be read;
   * `unavailable`, also when too many requests wait.
   */
  async get(runId: number, format: ReportFormat): Promise<WrittenReport> {
    const { database, schema } = this.#options;
    schema.requireReadable();
    try {
      const tag = await database.run("read_pipeline", (sql) => readTag(sql, runId));
      return this.#keptOf(runId, format, tag) ?? (await this.#inLine(runId, format, tag));
    } catch (error) {
      return schema.explain(error);
    }
  }

  #keptOf(runId: number, format: ReportFormat, tag: string | undefined): WrittenReport | undefined {
    const kept = this.#kept.get(`${runId} ${format}`);
    return kept?.tag === tag ? kept : undefined;
  }

  /** Writes a report when all those before it are done. Only then are its bytes read, so that those of one run are in memory. */
  async #inLine(runId: number, format: ReportFormat, tag: string | undefined): Promise<WrittenReport> {
    if (this.#waiting >= MAX_WAITING)
      throw new Failure("unavailable", "too many reports are being written; try again later");
    this.#waiting++;
    // A request that waited may find the report of the same version, which another one has asked for.
    const written = this.#line.then(() => this.#keptOf(runId, format, tag) ?? this.#write(runId, format));
    this.#line = written.catch(() => {});
    return written.finally(() => {
      this.#waiting--;
    });
  }

  async #write(runId: number, format: ReportFormat): Promise<WrittenReport> {
    const { database, maxResultBytes } = this.#options;
    const result = await database.run("read_pipeline", (sql) => readResult(sql, runId, maxResultBytes));
    const { tag, bytes } = requiredResult(result, runId, maxResultBytes);
    this.#thread ??= new (await import("./report-thread.ts")).ReportThread();
    const reply = await this.#thread.write({ runId, bytes, format }).catch((error) => {
      if (error instanceof DeadlineError) throw new Failure("unavailable", error.message);
      throw error;
    });
    const written = { tag, ...textOf(reply, runId) };
    this.#kept.set(`${runId} ${format}`, written);
    return written;
  }
}

function textOf(reply: ReportReply, runId: number): { text: string; model: string } {
  if (reply.type === "written") return { text: reply.text, model: reply.model };
  throw new Failure(
    "conflict",
    reply.type === "absent"
      ? noReport(runId)
      : `the stored pipeline of run ${runId} cannot be read: ${reply.message}`,
  );
}
