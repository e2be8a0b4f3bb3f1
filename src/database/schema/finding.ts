import { Failure } from "../../errors.ts";

/** One property of the tables with which mlsvc cannot work, and how to change it. */
export interface Finding {
  /** The table, with its schema if that is known. */
  readonly table: string;
  readonly column: string | null;
  /** What is there. */
  readonly found: string;
  /** What is needed instead. */
  readonly needed: string;
  /** The SQL that corrects it, and after `--` what to change in the application. */
  readonly mend: string;
  /** Whether predictions do not work either. */
  readonly concernsPredictions: boolean;
  /** Whether runs cannot be set to FAILED. */
  readonly concernsRuns: boolean;
}

/** Returns a finding as one line of text. */
export function describeFinding({ table, column, found, needed, mend }: Finding): string {
  return `${column === null ? table : `${table}.${column}`}: found ${found}; needed ${needed}; to mend: ${mend}`;
}

/** mlsvc cannot work with the tables of the database. */
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
