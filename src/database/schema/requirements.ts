/** What mlsvc requires of a column. */
export interface ColumnRequirement {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Whether mlsvc updates it in rows that the application inserted. */
  readonly isUpdated?: boolean;
  /** The smallest permitted length of a text column, in characters. */
  readonly minimumLength?: number;
  readonly isReadByPredictions?: boolean;
}

/** The kind of a column. `id` is the id of a run, which callers send; `reference` is an id that only the database compares. */
export type ColumnKind = "id" | "reference" | "text" | "status" | "bytes" | "boolean";

/** What mlsvc requires of a table. It reads all of them. */
export interface TableRequirement {
  readonly name: string;
  readonly columns: readonly ColumnRequirement[];
  /** Whether mlsvc inserts and deletes rows. */
  readonly isFilled?: boolean;
}

/** The values that mlsvc writes to `run_status`. */
export const RUN_STATUSES = ["RUNNING", "SUCCESS", "FAILED"] as const;

/** The most characters that mlsvc writes to `metric_name` and `metric_value`, as the usual `varchar(255)` can hold. */
export const METRIC_LENGTH = 255;

/** The three tables, each after those that it refers to. */
export const TABLES: readonly TableRequirement[] = [
  {
    name: "models",
    columns: [
      { name: "id", kind: "reference" },
      { name: "name", kind: "text" },
      { name: "pipeline_ok", kind: "boolean", isUpdated: true },
    ],
  },
  {
    name: "model_runs",
    columns: [
      { name: "id", kind: "id", isReadByPredictions: true },
      { name: "model_id", kind: "reference" },
      { name: "run_status", kind: "status", isUpdated: true, minimumLength: 7, isReadByPredictions: true },
      { name: "run_result", kind: "bytes", isUpdated: true, isReadByPredictions: true },
    ],
  },
  {
    name: "model_run_metrics",
    isFilled: true,
    columns: [
      { name: "id", kind: "reference" },
      { name: "model_run_id", kind: "id" },
      { name: "metric_name", kind: "text", minimumLength: 40 },
      { name: "metric_value", kind: "text", minimumLength: 40 },
    ],
  },
];

/** For each kind of column the permitted types, by their names in `pg_type`, and the one to suggest. */
export const COLUMN_TYPES: Readonly<Record<ColumnKind, { types: readonly string[]; suggested: string }>> = {
  id: { types: ["int4", "int8"], suggested: "bigint" },
  reference: { types: ["int4", "int8", "uuid"], suggested: "bigint" },
  text: { types: ["varchar", "text"], suggested: "varchar(255)" },
  status: { types: ["varchar", "text"], suggested: "varchar(255)" },
  bytes: { types: ["bytea"], suggested: "bytea" },
  boolean: { types: ["bool"], suggested: "boolean" },
};
