import { print } from "../logging/console.ts";
import { REGISTRY } from "../models/registry.ts";

/**
 * `--register-sql`: prints the statement that registers every model of this program, and returns the exit code. The statement
 * works for ids that have a default or are an identity, and for ids from the sequence `models_seq` of Hibernate.
 */
export function registerSql(): number {
  const rows = [...REGISTRY.values()].map(
    ({ model, className }) =>
      `  (${[model.name, model.type, model.description, className].map(quote).join(", ")})`,
  );
  print(`WITH model (name, type, description, class_name) AS (VALUES
${rows.join(",\n")}
), missing AS (
  SELECT * FROM model WHERE NOT EXISTS (SELECT FROM models WHERE models.name = model.name)
), filled AS (
  SELECT atthasdef OR attidentity <> '' AS by_database FROM pg_attribute
  WHERE attrelid = 'models'::regclass AND attname = 'id'
), registered AS (
  INSERT INTO models (name, type, description, class_name, features_ok, pipeline_ok)
  SELECT name, type, description, class_name, true, true FROM missing, filled WHERE by_database
  ON CONFLICT DO NOTHING
)
INSERT INTO models (id, name, type, description, class_name, features_ok, pipeline_ok) OVERRIDING SYSTEM VALUE
SELECT nextval(to_regclass('models_seq')), name, type, description, class_name, true, true
FROM missing, filled WHERE NOT by_database
ON CONFLICT DO NOTHING;`);
  return 0;
}

/** Returns `text` as an SQL string constant that is valid with `standard_conforming_strings` on or off. */
function quote(text: string): string {
  const doubled = text.replaceAll("'", "''");
  return text.includes("\\") ? `E'${doubled.replaceAll("\\", "\\\\")}'` : `'${doubled}'`;
}
