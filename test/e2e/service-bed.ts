import { afterAll, beforeAll, expect } from "bun:test";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";

/** What the tests of one file share: a database and a service on it, both there once `beforeAll` has run. */
export class ServiceBed {
  #database: TestDatabase | undefined;
  #service: ServiceProcess | undefined;

  /**
   * Sets the hooks of the test file that calls it: they create a database with `models` registered, start a service on it
   * with `environment`, and expect that service to end with exit code 0.
   */
  constructor(models: readonly string[], environment: Record<string, string> = {}) {
    beforeAll(async () => {
      this.#database = await createTestDatabase(models);
      this.#service = await ServiceProcess.start({ DATABASE_URL: this.#database.url, ...environment });
    });
    afterAll(async () => {
      const code = await this.#service?.stop();
      await this.#database?.drop();
      expect(code).toBe(0);
    });
  }

  get database(): TestDatabase {
    return this.#database!;
  }

  get service(): ServiceProcess {
    return this.#service!;
  }

  /** Resolves once the run has ended, whether in success or in failure; fails after `timeoutMs`. */
  async untilEnded(runId: number, timeoutMs?: number): Promise<void> {
    await waitFor(
      `run ${runId} to end`,
      async () => !["CREATED", "RUNNING"].includes(await this.database.status(runId)),
      timeoutMs,
    );
  }
}
