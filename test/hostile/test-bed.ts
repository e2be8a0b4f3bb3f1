import { expect } from "bun:test";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { dataset } from "../e2e/data.ts";
import { ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";

/** A database for one test file, and the services started on it. */
export class TestBed {
  readonly database: TestDatabase;
  readonly #services: ServiceProcess[] = [];

  private constructor(database: TestDatabase) {
    this.database = database;
  }

  static async create(models: readonly string[]): Promise<TestBed> {
    return new TestBed(await createTestDatabase(models));
  }

  async start(environment: Record<string, string> = {}, executable?: string): Promise<ServiceProcess> {
    const service = await ServiceProcess.start(
      { DATABASE_URL: this.database.url, ...environment },
      true,
      executable,
    );
    this.#services.push(service);
    return service;
  }

  /** Trains `model` on `body` and returns the run's id when it has succeeded. */
  async trained(service: ServiceProcess, model: string, body: unknown): Promise<number> {
    const id = await this.database.createRun(model);
    const response = await service.train(model, id, body);
    expect([await response.text(), response.status]).toEqual([expect.any(String), 200]);
    await this.succeeded(id);
    return id;
  }

  /** Resolves when the run has succeeded. Throws an error with its metrics if it failed. */
  async succeeded(runId: number): Promise<void> {
    await waitFor(`the success of run ${runId}`, async () => {
      const status = await this.database.status(runId);
      if (status === "FAILED") throw new Error(JSON.stringify(await this.database.metrics(runId)));
      return status === "SUCCESS";
    });
  }

  /** Returns the id of a trained run of `iris`. */
  trainedIris(service: ServiceProcess): Promise<number> {
    return this.trained(service, "iris", dataset("iris"));
  }

  /** Stops the services and drops the database. */
  async close(): Promise<void> {
    for (const service of this.#services) if (service.child.exitCode === null) await service.stop("SIGKILL");
    await this.database.drop();
  }
}

/** Expects that a service responds and predicts, with an empty queue and no body in memory. */
export async function expectSound(service: ServiceProcess, runId: number): Promise<void> {
  expect(service.child.exitCode).toBeNull();
  const { features } = dataset("iris");
  const response = await service.post(`/api/predict?model_run_id=${runId}`, {
    features: features.slice(0, 2),
  });
  expect(await response.json()).toMatchObject({ predictions: ["setosa", "setosa"] });
  await waitFor("an empty line", async () => {
    const { training } = (await (await service.get("/api/health")).json()) as {
      training: { running: number | null; waiting: number };
    };
    return training.running === null && training.waiting === 0;
  });
  await waitFor("no body to be held in memory", async () =>
    (await (await service.get("/metrics")).text()).includes("mlsvc_body_bytes 0\n"),
  );
}
