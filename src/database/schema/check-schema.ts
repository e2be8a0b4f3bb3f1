import { MAX_RUN_ID } from "../../run-id.ts";
import type { Sql } from "../client.ts";
import { type CatalogueTable, readCatalogue, refusedValues } from "./catalogue.ts";
import { checkColumn, checkUnknownColumns } from "./check-column.ts";
import { checkTable, isTable } from "./check-table.ts";
import { type Finding, SchemaError } from "./finding.ts";
import type { Layout } from "./layout.ts";
import { mendCheck } from "./mend.ts";
import { METRIC_LENGTH, RUN_STATUSES, TABLES } from "./requirements.ts";

/**
 * Checks by the system catalogue that mlsvc can work with the tables, and that the role has the privileges it needs. It changes
 * nothing. Returns the layout of the tables. Throws `SchemaError` with all findings.
 */
export async function checkSchema(sql: Sql): Promise<Layout> {
  const catalogue = await readCatalogue(
    sql,
    TABLES.map(({ name }) => name),
  );
  const findings: Finding[] = [];
  for (const requirement of TABLES) {
    const table = catalogue.tables.find(({ name }) => name === requirement.name)!;
    findings.push(...checkTable(table, requirement, catalogue));
    if (table.schema === null || !isTable(table)) continue;
    for (const column of requirement.columns) findings.push(...checkColumn(table, column, catalogue.role));
    if (requirement.isFilled) findings.push(...checkUnknownColumns(table, requirement, catalogue.role));
    if (requirement.columns.some(({ kind }) => kind === "status"))
      findings.push(...(await checkStatusConstraints(sql, table)));
  }
  if (findings.length > 0) throw new SchemaError(findings);
  return layoutOf(catalogue.tables);
}

/** Returns a finding for each CHECK constraint on `run_status` that refuses a value that mlsvc writes. */
async function checkStatusConstraints(sql: Sql, table: CatalogueTable): Promise<Finding[]> {
  const findings: Finding[] = [];
  const column = table.columns.find(({ name }) => name === "run_status");
  if (column === undefined || column.baseType === "int2" || column.baseType === "int4") return findings;
  if (column.enumLabels.length > 0) return findings;
  for (const check of table.checks.filter((candidate) => candidate.column === column.name)) {
    const refused = await refusedValues(sql, column, check.condition, RUN_STATUSES);
    if (refused.length === 0) continue;
    findings.push({
      table: `${table.schema}.${table.name}`,
      column: column.name,
      found: `a CHECK constraint, ${check.name}, that refuses ${refused.join(", ")}`,
      needed: RUN_STATUSES.join(", "),
      mend: mendCheck(table, check, refused),
      concernsPredictions: false,
      concernsRuns: true,
    });
  }
  return findings;
}

function layoutOf(tables: readonly CatalogueTable[]): Layout {
  const [, runs, metrics] = tables;
  const column = (table: CatalogueTable, name: string) => table.columns.find((each) => each.name === name)!;
  return {
    maxRunId: column(runs!, "id").baseType === "int4" ? 2_147_483_647 : MAX_RUN_ID,
    metricIdSequence: column(metrics!, "id").isFilled ? null : metrics!.hibernateSequence,
    metricNameLength: Math.min(column(metrics!, "metric_name").length ?? METRIC_LENGTH, METRIC_LENGTH),
    metricValueLength: Math.min(column(metrics!, "metric_value").length ?? METRIC_LENGTH, METRIC_LENGTH),
  };
}
