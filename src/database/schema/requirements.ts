/** What mlsvc needs of a column. */
export interface ColumnRequirement {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Whether mlsvc writes it in rows that the application inserted. */
  readonly isUpdated?: boolean;
  /** Fewest characters, for text. */
  readonly minimumLength?: number;
  readonly isReadByPredictions?: boolean;
}

/** `id`: of a run, which callers pass; `reference`: an id that only the database compares. */
export type ColumnKind = "id" | "reference" | "text" | "status" | "bytes" | "boolean";

/** What mlsvc needs of a table. It reads every one of them. */
export interface TableRequirement {
  readonly name: string;
  readonly columns: readonly ColumnRequirement[];
  /** Whether mlsvc inserts and deletes rows. */
  readonly isFilled?: boolean;
}

/** The words that mlsvc writes into `run_status`. */
export const RUN_STATUSES = ["RUNNING", "SUCCESS", "FAILED"] as const;

/** The longest text that is written into `metric_name` and `metric_value`: that of the usual `varchar(255)`. */
export const METRIC_LENGTH = 255;

/** The three tables, in the order of their references. */
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

/** Per kind of column: the types that serve (names in `pg_type`), and the one to suggest. */
export const COLUMN_TYPES: Readonly<Record<ColumnKind, { types: readonly string[]; suggested: string }>> = {
  id: { types: ["int4", "int8"], suggested: "bigint" },
  reference: { types: ["int4", "int8", "uuid"], suggested: "bigint" },
  text: { types: ["varchar", "text"], suggested: "varchar(255)" },
  status: { types: ["varchar", "text"], suggested: "varchar(255)" },
  bytes: { types: ["bytea"], suggested: "bytea" },
  boolean: { types: ["bool"], suggested: "boolean" },
};
