import { print } from "../logging/console.ts";
import { REGISTRY } from "../models/registry.ts";
import { printJson } from "./terminal/output.ts";

/** A model as it is registered. */
interface ModelRow {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly class_name: string;
}

/**
 * `--register-sql`: prints the statement that registers every model of this program, with `isJson` the models too. Returns the
 * exit code.
 */
export function registerSql(isJson: boolean): number {
  const models = [...REGISTRY.values()].map(
    ({ model, className }): ModelRow => ({
      name: model.name,
      type: model.type,
      description: model.description,
      class_name: className,
    }),
  );
  const sql = statement(models);
  if (isJson) printJson({ models, sql });
  else print(sql);
  return 0;
}

/**
 * Returns one INSERT, so that a client reports the number of models that were registered. An id comes from the identity, from
 * the sequence of its default, or from the sequence `models_seq` of Hibernate; a client would need a further statement to use
 * the default itself in one case and a sequence in the other.
 */
function statement(models: readonly ModelRow[]): string {
  const rows = models.map((model) =>
    [model.name, model.type, model.description, model.class_name].map(quote),
  );
  const widths = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)) + 1);
  const lines = rows.map((row) => {
    const [name, type, ...others] = row;
    return `  (${`${name},`.padEnd(widths[0]!)} ${`${type},`.padEnd(widths[1]!)} ${others.join(", ")})`;
  });
  return `INSERT INTO models (id, name, type, description, class_name, features_ok, pipeline_ok) OVERRIDING USER VALUE
SELECT CASE WHEN id.is_identity THEN 0 ELSE nextval(id.sequence) END, model.*, true, true
FROM (VALUES
${lines.join(",\n")}
) AS model (name, type, description, class_name), (
  SELECT attidentity <> '' AS is_identity, coalesce((
    SELECT refobjid::regclass FROM pg_attrdef, pg_depend, pg_class AS sequence
    WHERE adrelid = attrelid AND adnum = attnum AND classid = 'pg_attrdef'::regclass AND objid = pg_attrdef.oid
    AND refclassid = 'pg_class'::regclass AND refobjid = sequence.oid AND sequence.relkind = 'S' LIMIT 1
  ), to_regclass('models_seq')) AS sequence
  FROM pg_attribute WHERE attrelid = 'models'::regclass AND attname = 'id'
) AS id
WHERE NOT EXISTS (SELECT FROM models WHERE models.name = model.name)
ON CONFLICT DO NOTHING;`;
}

/** Returns `text` as an SQL string constant that is valid with `standard_conforming_strings` on or off. */
function quote(text: string): string {
  const doubled = text.replaceAll("'", "''");
  return text.includes("\\") ? `E'${doubled.replaceAll("\\", "\\\\")}'` : `'${doubled}'`;
}
