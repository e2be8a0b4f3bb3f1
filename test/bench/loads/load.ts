import type { TestDatabase } from "../../database.ts";
import type { ParticipantName, Running } from "../servers/participant.ts";

/** A participant under measurement. */
export interface Subject {
  readonly name: ParticipantName;
  /** Its database with Spring Boot's tables, on the server that all participants share. */
  readonly database: TestDatabase;
  /** A process that has been running for a while, which the loads share. */
  readonly running: Running;
  /** Starts another process, which the load stops. */
  start(): Promise<Running>;
}

/** The size of a measurement: full, or small for a test of the benchmark. */
export interface Scale {
  rows(whole: number): number;
  milliseconds(whole: number): number;
}

/** Numbers by name, such as `{ p50: 0.31, p99: 0.74 }`. */
export type Figures = Readonly<Record<string, number>>;

/** Measures one participant repeatedly. */
export interface Measure {
  once(): Promise<Figures>;
  end(): void | Promise<void>;
}

/** A kind of work for which participants are measured. */
export interface Load {
  readonly participants: readonly ParticipantName[];
  /** Number of measurements of each participant, taken in turn. */
  readonly rounds: number;
  /** Whether a first measurement is made and discarded. */
  readonly warmUp: boolean;
  /** Prepares a participant. */
  prepare(subject: Subject, scale: Scale): Promise<Measure>;
}
