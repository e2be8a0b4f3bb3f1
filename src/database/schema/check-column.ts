import type { CatalogueColumn, CatalogueTable } from "./catalogue.ts";
import type { Finding } from "./finding.ts";
import {
  mendEnum,
  mendGrant,
  mendId,
  mendLength,
  mendMissingColumn,
  mendRequiredColumn,
  mendType,
  nameOf,
  quote,
} from "./mend.ts";
import { COLUMN_TYPES, type ColumnRequirement, RUN_STATUSES, type TableRequirement } from "./requirements.ts";

/** Returns the findings for a column that mlsvc reads or writes. */
export function checkColumn(table: CatalogueTable, requirement: ColumnRequirement, role: string): Finding[] {
  const finding = {
    table: nameOf(table),
    column: requirement.name,
    concernsPredictions: requirement.isReadByPredictions === true,
    concernsRuns: table.name === "model_runs",
  };
  const column = table.columns.find(({ name }) => name === requirement.name);
  const { types, suggested } = COLUMN_TYPES[requirement.kind];
  if (column === undefined) {
    const mend = mendMissingColumn(table, requirement);
    return [{ ...finding, found: "no such column", needed: `a column of type ${suggested}`, mend }];
  }
  const findings: Finding[] = [];
  if (column.typeKind === "e" && requirement.kind === "status") {
    const missing = RUN_STATUSES.filter((status) => !column.enumLabels.includes(status));
    if (missing.length > 0) {
      findings.push({
        ...finding,
        found: `the enum ${column.type} without ${missing.join(", ")}`,
        needed: RUN_STATUSES.join(", "),
        mend: mendEnum(column, missing),
        concernsPredictions: false,
      });
    }
  } else if (!types.includes(column.baseType)) {
    const needed =
      requirement.kind === "id" || requirement.kind === "reference" ? "integer or bigint" : suggested;
    findings.push({ ...finding, found: column.type, needed, mend: mendType(table, column, requirement) });
  } else if (column.length !== null && column.length < (requirement.minimumLength ?? 0)) {
    findings.push({
      ...finding,
      found: column.type,
      needed: `at least varchar(${requirement.minimumLength})`,
      mend: mendLength(table, column),
      concernsPredictions: false,
    });
  }
  if (requirement.isUpdated && !column.isUpdatable) {
    findings.push({
      ...finding,
      found: `no UPDATE privilege for the role ${quote(role)}`,
      needed: `UPDATE (${column.name})`,
      mend: mendGrant(`UPDATE (${quote(column.name)})`, nameOf(table), role),
      concernsPredictions: false,
    });
  }
  return findings;
}

/**
 * Returns the findings that prevent mlsvc from inserting rows into a table: an id that is not filled, a sequence that the role
 * may not use, and required columns that mlsvc does not know.
 */
export function checkUnknownColumns(
  table: CatalogueTable,
  requirement: TableRequirement,
  role: string,
): Finding[] {
  const finding = { table: nameOf(table), concernsPredictions: false, concernsRuns: false };
  const findings: Finding[] = [];
  for (const column of table.columns) {
    if (column.name === "id") findings.push(...checkId(table, column, role));
    const isKnown = requirement.columns.some(({ name }) => name === column.name);
    if (isKnown || !column.isRequired || column.isFilled) continue;
    findings.push({
      ...finding,
      column: column.name,
      found: "a required column that mlsvc does not know",
      needed: "a default, or no NOT NULL",
      mend: mendRequiredColumn(table, column),
    });
  }
  return findings;
}

function checkId(table: CatalogueTable, column: CatalogueColumn, role: string): Finding[] {
  const finding = {
    table: nameOf(table),
    column: column.name,
    concernsPredictions: false,
    concernsRuns: false,
  };
  const hasSequence = table.hibernateSequence !== null && column.baseType !== "uuid";
  if (!column.isFilled && !hasSequence) {
    const found = `no default and no sequence ${quote(`${table.name}_seq`)} to take numbers from`;
    return [{ ...finding, found, needed: "a default or that sequence", mend: mendId(table, column) }];
  }
  const sequence = column.isFilled ? column.sequence : table.hibernateSequence;
  const isUsable = column.isFilled ? column.isSequenceUsable : table.isHibernateSequenceUsable;
  if (sequence === null || isUsable !== false) return [];
  const found = `no USAGE privilege on the sequence ${sequence} for the role ${quote(role)}`;
  return [{ ...finding, found, needed: "USAGE", mend: mendGrant("USAGE", `SEQUENCE ${sequence}`, role) }];
}
