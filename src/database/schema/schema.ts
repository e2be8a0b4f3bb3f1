import type { Database } from "../connection.ts";
import { isPermanent } from "../refusal.ts";
import { checkSchema } from "./check-schema.ts";
import { SchemaError } from "./finding.ts";
import type { Layout } from "./layout.ts";

/**
 * The check of the tables. It is made before the first run is accepted, and again after a statement that does not fit the
 * tables.
 */
export class Schema {
  readonly #database: Database;
  #layout: Layout | undefined;
  #latest: Layout | undefined;
  #check: Promise<Layout> | undefined;
  #error: SchemaError | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Returns the layout of the tables, from memory once a check has passed. Throws `SchemaError` when mlsvc cannot work with
   * them, `Failure` (`unavailable`) when the database does not answer.
   */
  async layout(): Promise<Layout> {
    if (this.#layout !== undefined) return this.#layout;
    this.#check ??= this.#run().finally(() => {
      this.#check = undefined;
    });
    return this.#check;
  }

  /** The layout of the latest check that passed. Throws when none has passed, in which case no run was accepted. */
  get latest(): Layout {
    if (this.#latest === undefined) throw new Error("the tables of the database have not been checked yet");
    return this.#latest;
  }

  /** Makes the next call of `layout` check again: the application may have changed its tables. */
  forget(): void {
    this.#layout = undefined;
  }

  /** Throws the `SchemaError` of the latest check if predictions cannot work with the tables. */
  requireReadable(): void {
    if (this.#error?.findings.some(({ concernsPredictions }) => concernsPredictions)) throw this.#error;
  }

  /** Throws the reason why a statement failed with `error`: the findings of a new check, or `error` itself if it has none. */
  async explain(error: unknown): Promise<never> {
    if (isPermanent(error)) {
      this.forget();
      await this.layout();
    }
    throw error;
  }

  async #run(): Promise<Layout> {
    try {
      this.#layout = await this.#database.run("check_schema", checkSchema);
      this.#latest = this.#layout;
      this.#error = undefined;
      return this.#layout;
    } catch (error) {
      if (error instanceof SchemaError) this.#error = error;
      throw error;
    }
  }
}
