import { Failure } from "../../errors.ts";

/** One thing in the database that keeps mlsvc from working, and how to mend it. */
export interface Finding {
  /** The table, with its schema where that is known. */
  readonly table: string;
  readonly column: string | null;
  /** What is there. */
  readonly found: string;
  /** What is needed in its place. */
  readonly needed: string;
  /** The SQL that would mend it, and behind `--` what to change in the application. */
  readonly mend: string;
  /** Whether predictions cannot work either. */
  readonly concernsPredictions: boolean;
  /** Whether runs cannot be set to FAILED. */
  readonly concernsRuns: boolean;
}

/** A finding as one line for a person. */
export function describeFinding({ table, column, found, needed, mend }: Finding): string {
  return `${column === null ? table : `${table}.${column}`}: found ${found}; needed ${needed}; to mend: ${mend}`;
}

/** The tables of the database are not such that mlsvc can work with them. */
export class SchemaError extends Failure {
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    const lines = findings.map(describeFinding);
    super(
      "unavailable",
      `the tables of the database cannot be used: ${lines.join(" | ")}`,
      findings.map(({ table, column }, index) => ({
        path: column === null ? table : `${table}.${column}`,
        message: lines[index]!,
      })),
    );
    this.findings = findings;
  }
}
