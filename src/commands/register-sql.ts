import { print } from "../console.ts";
import { REGISTRY } from "../registry.ts";

/** `--register-sql`: prints the statement that registers every model of this program. */
export function registerSql(): number {
  const rows = [...REGISTRY.values()].map(
    ({ model, className }) =>
      `  (${[model.name, model.type, model.description, className].map(quote).join(", ")}, true, true)`,
  );
  print(
    `INSERT INTO models (name, type, description, class_name, features_ok, pipeline_ok) VALUES\n${rows.join(",\n")}\nON CONFLICT DO NOTHING;`,
  );
  return 0;
}

/** A string constant, whatever `standard_conforming_strings` says. */
function quote(text: string): string {
  const doubled = text.replaceAll("'", "''");
  return text.includes("\\") ? `E'${doubled.replaceAll("\\", "\\\\")}'` : `'${doubled}'`;
}
