import { afterAll, beforeAll, expect } from "bun:test";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";

/** The database and the service that the tests of one file share, available after `beforeAll`. */
export class ServiceBed {
  #database: TestDatabase | undefined;
  #service: ServiceProcess | undefined;

  /**
   * Registers hooks for the calling test file: they create a database in which `models` are registered, start a
   * service on it with `environment`, and expect the service to exit with 0.
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

  /** Resolves when the run has ended in SUCCESS or FAILED. Throws after `timeoutMs`. */
  async untilEnded(runId: number, timeoutMs?: number): Promise<void> {
    await waitFor(
      `run ${runId} to end`,
      async () => !["CREATED", "RUNNING"].includes(await this.database.status(runId)),
      timeoutMs,
    );
  }
}
