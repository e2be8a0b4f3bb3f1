import type { Catalogue, CatalogueTable } from "./catalogue.ts";
import type { Finding } from "./finding.ts";
import { mendGrant, mendMissingTable, nameOf, quote } from "./mend.ts";
import type { TableRequirement } from "./requirements.ts";

/** Returns the findings for a table as a whole: it is missing, it is not a table, or the role lacks a privilege. */
export function checkTable(
  table: CatalogueTable,
  requirement: TableRequirement,
  { role, searchPath }: Catalogue,
): Finding[] {
  const concerns = {
    concernsPredictions: requirement.columns.some(({ isReadByPredictions }) => isReadByPredictions),
    concernsRuns: table.name === "model_runs",
  };
  if (table.schema === null) return [{ ...missing(table, role, searchPath), ...concerns }];
  const finding = { table: nameOf(table), column: null, ...concerns };
  if (!isTable(table)) {
    const found = table.kind === "v" || table.kind === "m" ? "a view" : "no ordinary table";
    const mend =
      "-- put the schema of the table itself first on the search path (?currentSchema=… in the URL of the database)";
    return [{ ...finding, found, needed: "a table", mend }];
  }
  const privileges: [string, boolean][] = [
    ["SELECT", table.isSelectable],
    ["INSERT", table.isInsertable || !requirement.isFilled],
    ["DELETE", table.isDeletable || !requirement.isFilled],
  ];
  return privileges
    .filter(([, isGranted]) => !isGranted)
    .map(([privilege]) => ({
      ...finding,
      found: `no ${privilege} privilege for the role ${quote(role)}`,
      needed: privilege,
      mend: mendGrant(privilege, nameOf(table), role),
      // Predictions only read.
      concernsPredictions: finding.concernsPredictions && privilege === "SELECT",
    }));
}

/** Whether it is a table, partitioned or not. A view cannot be used, because its rows have no version. */
export function isTable({ kind }: CatalogueTable): boolean {
  return kind === "r" || kind === "p";
}

function missing({ name, elsewhere }: CatalogueTable, role: string, searchPath: readonly string[]) {
  const path = searchPath.length === 0 ? "which names no schema it may use" : searchPath.join(", ");
  const finding = { table: name, column: null, needed: "the table on the search path" };
  const [unusable, usable] = [
    elsewhere.find(({ isUsable }) => !isUsable),
    elsewhere.find(({ isUsable }) => isUsable),
  ];
  if (usable !== undefined) {
    return {
      ...finding,
      found: `it in the schema ${quote(usable.schema)} only, which is not on the search path (${path})`,
      mend: `ALTER ROLE ${quote(role)} SET search_path = ${quote(usable.schema)}; -- or ?currentSchema=${usable.schema} in the URL of the database`,
    };
  }
  if (unusable !== undefined) {
    return {
      ...finding,
      found: `it in the schema ${quote(unusable.schema)}, which the role ${quote(role)} may not use`,
      mend: mendGrant("USAGE", `SCHEMA ${quote(unusable.schema)}`, role),
    };
  }
  return {
    ...finding,
    found: `no such table on the search path (${path})`,
    mend: mendMissingTable(name),
  };
}
