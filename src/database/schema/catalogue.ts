import type { Sql } from "../client.ts";
import { traced } from "../traced.ts";

/** A column as the system catalogue describes it. */
export interface CatalogueColumn {
  readonly name: string;
  /** In the notation of `format_type`: `character varying(255)`. */
  readonly type: string;
  /** The name in `pg_type`, such as `varchar`; for a domain, the name of its base type. */
  readonly baseType: string;
  /** `e` for an enum, `d` for a domain, `b` for a base type. */
  readonly typeKind: string;
  /** The length of a `varchar(n)` or `char(n)` in characters; null when it has no limit. */
  readonly length: number | null;
  /** The labels of an enum; empty for other types. */
  readonly enumLabels: readonly string[];
  readonly isRequired: boolean;
  /** Whether the database fills the column itself: it has a default, or is an identity or a generated column. */
  readonly isFilled: boolean;
  readonly isUpdatable: boolean;
  /** The sequence of the default; null when it uses none. */
  readonly sequence: string | null;
  /** Whether the role may use that sequence; null when there is none. */
  readonly isSequenceUsable: boolean | null;
}

/** A CHECK constraint on a single column. */
export interface CatalogueCheck {
  readonly name: string;
  readonly column: string;
  /** The condition as a SQL expression. */
  readonly condition: string;
}

/** One of the three tables, as the search path finds it. */
export interface CatalogueTable {
  readonly name: string;
  /** Null when the search path does not find the table. */
  readonly schema: string | null;
  /** `r` for a table, `p` for a partitioned one, `v` for a view. */
  readonly kind: string | null;
  readonly isSelectable: boolean;
  readonly isInsertable: boolean;
  readonly isDeletable: boolean;
  readonly columns: readonly CatalogueColumn[];
  readonly checks: readonly CatalogueCheck[];
  /** Hibernate's sequence `<table>_seq` in the schema of the table; null when it does not exist. */
  readonly hibernateSequence: string | null;
  readonly isHibernateSequenceUsable: boolean | null;
  /** The other schemas with a table of this name, and whether the role may use them. */
  readonly elsewhere: readonly { readonly schema: string; readonly isUsable: boolean }[];
}

/** What the system catalogue says about the tables. */
export interface Catalogue {
  readonly role: string;
  /** The schemas on the search path that the role may use. */
  readonly searchPath: readonly string[];
  readonly tables: readonly CatalogueTable[];
}

/** Reads what the system catalogue says about the tables `names`. It reads no row of them and takes no lock on them. */
export async function readCatalogue(sql: Sql, names: readonly string[]): Promise<Catalogue> {
  const statement = sql<{ catalogue: string }[]>`
    with wanted as (
      select name, position, to_regclass(quote_ident(name))::oid as oid
      from json_array_elements_text(${JSON.stringify(names)}::text::json) with ordinality as w(name, position)
    ), tables as (
      select w.name, w.position, c.oid, n.nspname as schema, c.relkind as kind, to_regclass(
          quote_ident(n.nspname) || '.' || quote_ident(w.name || '_seq'))::oid as hibernate_sequence
      from wanted w
      left join pg_class c on c.oid = w.oid
      left join pg_namespace n on n.oid = c.relnamespace
    )
    select json_build_object(
      'role', current_user,
      'searchPath', array_to_json(current_schemas(false)),
      'tables', (select json_agg(json_build_object(
        'name', t.name, 'schema', t.schema, 'kind', t.kind,
        'isSelectable', coalesce(has_table_privilege(t.oid, 'SELECT'), false),
        'isInsertable', coalesce(has_table_privilege(t.oid, 'INSERT'), false),
        'isDeletable', coalesce(has_table_privilege(t.oid, 'DELETE'), false),
        'hibernateSequence', t.hibernate_sequence::regclass::text,
        'isHibernateSequenceUsable', has_sequence_privilege(t.hibernate_sequence, 'USAGE'),
        'columns', coalesce((
          select json_agg(json_build_object(
            'name', a.attname,
            'type', format_type(a.atttypid, a.atttypmod),
            'baseType', coalesce(base.typname, y.typname),
            'typeKind', y.typtype,
            'length', case when coalesce(base.typname, y.typname) in ('varchar', 'bpchar')
                           then nullif(greatest(a.atttypmod, y.typtypmod, -1), -1) - 4 end,
            'enumLabels', (select coalesce(json_agg(e.enumlabel order by e.enumsortorder), '[]')
                      from pg_enum e where e.enumtypid = a.atttypid),
            'isRequired', a.attnotnull or y.typnotnull,
            'isFilled', a.atthasdef or a.attidentity <> '' or a.attgenerated <> '' or y.typdefault is not null,
            'isUpdatable', has_column_privilege(t.oid, a.attnum, 'UPDATE'),
            'sequence', s.oid::regclass::text,
            'isSequenceUsable', has_sequence_privilege(s.oid, 'USAGE')
          ) order by a.attnum)
          from pg_attribute a
          join pg_type y on y.oid = a.atttypid
          left join pg_type base on base.oid = nullif(y.typbasetype, 0)
          left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
          left join lateral (
            select p.refobjid as oid from pg_depend p join pg_class q on q.oid = p.refobjid and q.relkind = 'S'
            where p.classid = 'pg_attrdef'::regclass and p.objid = d.oid and p.refclassid = 'pg_class'::regclass
            limit 1
          ) s on true
          where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped), '[]'),
        'checks', coalesce((
          select json_agg(json_build_object(
            'name', k.conname,
            'column', (select attname from pg_attribute where attrelid = t.oid and attnum = k.conkey[1]),
            'condition', pg_get_expr(k.conbin, k.conrelid)))
          from pg_constraint k
          where k.conrelid = t.oid and k.contype = 'c' and cardinality(k.conkey) = 1), '[]'),
        'elsewhere', coalesce((
          select json_agg(json_build_object(
            'schema', n.nspname, 'isUsable', has_schema_privilege(n.oid, 'USAGE')) order by n.nspname)
          from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.relname = t.name and c.relkind in ('r', 'p') and c.oid is distinct from t.oid
            and n.nspname !~ '^pg_'), '[]')
      ) order by t.position) from tables t)
    )::text as catalogue`;
  const [row] = await traced(sql, "SELECT pg_class", statement);
  return JSON.parse(row!.catalogue) as Catalogue;
}

/**
 * Returns those of `values` that `condition`, a CHECK on this column, would refuse. The condition is evaluated on the values,
 * not on any row.
 */
export async function refusedValues(
  sql: Sql,
  { type, name }: CatalogueColumn,
  condition: string,
  values: readonly string[],
): Promise<string[]> {
  const list = values.map((value) => `('${value}')`).join(", ");
  const column = `"${name.replaceAll('"', '""')}"`;
  const statement = sql.unsafe<{ value: string }[]>(
    `select value from (select v.value, v.value::${type} as ${column} from (values ${list}) as v(value)) as given
     where (${condition}) is false`,
  );
  const rows = await traced(sql, "SELECT", statement);
  return rows.map(({ value }) => value);
}
