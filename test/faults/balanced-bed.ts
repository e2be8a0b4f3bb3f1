import { freePort } from "../../scripts/embedded-postgres.ts";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { PgBouncer } from "../e2e/pgbouncer.ts";
import { ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { isAlive, stateOf } from "./fault-bed.ts";
import { HaProxy } from "./haproxy.ts";
import { PostgresServer } from "./postgres-server.ts";
import type { Training } from "./trainings.ts";

const REPLICAS = [0, 1, 2];

/** Three replicas behind HAProxy, on one PostgreSQL server that they reach through PgBouncer. */
export class BalancedBed {
  readonly database: TestDatabase;
  readonly balancer: HaProxy;
  /** The replicas; one that was started again takes the place of the one before. */
  readonly replicas: ServiceProcess[] = [];
  readonly #server: PostgresServer;
  readonly #pooler: PgBouncer;
  readonly #ports: readonly number[];

  private constructor(
    server: PostgresServer,
    pooler: PgBouncer,
    database: TestDatabase,
    balancer: HaProxy,
    ports: readonly number[],
  ) {
    this.#server = server;
    this.#pooler = pooler;
    this.database = database;
    this.balancer = balancer;
    this.#ports = ports;
  }

  /** Starts everything. Resolves when the balancer uses all replicas. */
  static async create(models: readonly string[]): Promise<BalancedBed> {
    const server = await PostgresServer.create();
    const pooler = await PgBouncer.start(server.url, "session");
    const database = await createTestDatabase(models, server.url);
    const ports: number[] = [];
    while (ports.length < REPLICAS.length) {
      const port = await freePort();
      if (!ports.includes(port)) ports.push(port);
    }
    const bed = new BalancedBed(server, pooler, database, await HaProxy.start(ports), ports);
    try {
      await Promise.all(REPLICAS.map((replica) => bed.startReplica(replica)));
    } catch (error) {
      await bed.close();
      throw error;
    }
    return bed;
  }

  /** Starts a replica, 0 to 2, on its port. Resolves when the balancer uses it. */
  async startReplica(replica: number): Promise<void> {
    this.replicas[replica] = await ServiceProcess.start({
      DATABASE_URL: this.#pooler.through(this.database.url),
      PORT: String(this.#ports[replica]),
    });
    await this.balancer.untilState(replica, "UP");
  }

  /** Sends a request to the balancer. */
  fetch(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(this.balancer.url + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: { "Content-Type": "application/json" },
    });
  }

  /** Posts a training to the balancer. */
  train(runId: number, { model, body }: Training): Promise<Response> {
    return this.fetch("POST", `/api/train?model_name=${model}&model_run_id=${runId}`, body);
  }

  /** Returns the replicas that know the run, 0 to 2. */
  async replicasOf(runId: number): Promise<number[]> {
    const states = await Promise.all(this.replicas.map((replica) => stateOf(replica, runId)));
    return REPLICAS.filter((replica) => states[replica] !== undefined);
  }

  /** Resolves when the replica trains nothing, and no run waits in it. */
  async untilIdle(replica: number): Promise<void> {
    await waitFor(`replica ${replica + 1} to have no training`, async () => {
      const health = await this.replicas[replica]!.get("/api/health");
      const { training } = (await health.json()) as { training: { running: number | null; waiting: number } };
      return training.running === null && training.waiting === 0;
    });
  }

  /** Ends everything. Returns the exit codes of the replicas. */
  async close(): Promise<(number | null)[]> {
    const codes = await Promise.all(this.replicas.filter(isAlive).map((replica) => replica.stop()));
    await this.balancer.stop();
    await this.database.drop();
    await this.#pooler.stop();
    await this.#server.remove();
    return codes;
  }
}
