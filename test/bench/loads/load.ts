import type { TestDatabase } from "../../database.ts";
import type { ParticipantName, Running } from "../servers/participant.ts";

/** A participant that a load is put on. */
export interface Subject {
  readonly name: ParticipantName;
  /** A database of its own with Spring Boot's tables, on the server that all share. */
  readonly database: TestDatabase;
  /** The process that the loads share: it has been running for a while. */
  readonly running: Running;
  /** Starts another process beside that one; the load stops it. */
  start(): Promise<Running>;
}

/** How large a measurement is: whole, or small where only the machinery is tried. */
export interface Scale {
  rows(whole: number): number;
  milliseconds(whole: number): number;
}

/** Numbers by name, such as `{ p50: 0.31, p99: 0.74 }`. */
export type Figures = Readonly<Record<string, number>>;

/** What measures one participant, time and again. */
export interface Measure {
  once(): Promise<Figures>;
  end(): void | Promise<void>;
}

/** Something that participants are asked to do. */
export interface Load {
  readonly participants: readonly ParticipantName[];
  /** How often each participant is measured, in turn. */
  readonly rounds: number;
  /** Whether a first measurement is made that does not count. */
  readonly warmUp: boolean;
  /** Gets a participant ready. */
  prepare(subject: Subject, scale: Scale): Promise<Measure>;
}
