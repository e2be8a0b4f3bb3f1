import { createTestDatabase, type TestDatabase } from "../database.ts";
import { ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { PostgresServer } from "./postgres-server.ts";
import { TcpProxy } from "./tcp-proxy.ts";

/** How long a service of a fault test waits for its database. */
export const DATABASE_TIMEOUT_SECONDS = 2;
/** The longest wait for an answer: the deadline of the service, and some time for a busy machine. */
export const DEADLINE_MS = DATABASE_TIMEOUT_SECONDS * 1000 + 2000;

/** The log messages of errors that were not caught. */
const UNCAUGHT = /uncaught exception|unhandled rejection|a request failed/;

/** A PostgreSQL server and a network that a test can break, and the services that it starts on them. */
export class FaultBed {
  readonly server: PostgresServer;
  /** The proxy between the services and the server. The test's own statements bypass it. */
  readonly network: TcpProxy;
  readonly database: TestDatabase;
  readonly #services: ServiceProcess[] = [];

  private constructor(server: PostgresServer, network: TcpProxy, database: TestDatabase) {
    this.server = server;
    this.network = network;
    this.database = database;
  }

  /** Creates a server, a network and a database with the tables of `schema`, in which `models` are registered. */
  static async create(models: readonly string[], schema?: string): Promise<FaultBed> {
    const server = await PostgresServer.create();
    const network = await TcpProxy.start(server.port);
    return new FaultBed(server, network, await createTestDatabase(models, server.url, schema));
  }

  /** Starts a service. Resolves when it is ready, or, if `ready` is false, when it listens. */
  async start(
    environment: Record<string, string> = {},
    ready = true,
    executable?: string,
  ): Promise<ServiceProcess> {
    const service = await ServiceProcess.start(
      {
        DATABASE_URL: this.network.through(this.database.url),
        DATABASE_TIMEOUT_SECONDS: String(DATABASE_TIMEOUT_SECONDS),
        ...environment,
      },
      ready,
      executable,
    );
    this.#services.push(service);
    return service;
  }

  /** Ends everything. Throws when a service logged an error that was not caught. */
  async close(): Promise<void> {
    for (const service of this.#services) if (isAlive(service)) await service.stop("SIGKILL");
    const uncaught = this.#services.flatMap(({ log }) => log).filter(({ msg }) => UNCAUGHT.test(String(msg)));
    await this.database.drop();
    await this.network.stop();
    await this.server.remove();
    if (uncaught.length > 0) throw new Error(`not caught: ${JSON.stringify(uncaught)}`);
  }
}

/** Whether the process has not exited. */
export function isAlive({ child }: ServiceProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

/** Returns the state of a run in the memory of a service: `waiting`, `running`, `finished`, or undefined. */
export async function stateOf(service: ServiceProcess, runId: number): Promise<string | undefined> {
  const answer = await service.get(`/api/train?model_run_id=${runId}`);
  return answer.ok ? ((await answer.json()) as { state: string }).state : undefined;
}

/** Resolves when the run is being fitted. */
export async function untilFitting(service: ServiceProcess, runId: number): Promise<void> {
  await waitFor("the fit to begin", async () => (await stateOf(service, runId)) === "running");
}

/** Resolves when the run's row says `status`. */
export async function untilStatus(database: TestDatabase, runId: number, status: string): Promise<void> {
  await waitFor(`run ${runId} to be ${status}`, async () => (await database.status(runId)) === status);
}
