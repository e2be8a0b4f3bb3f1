import { withDeadline } from "../../../src/deadline.ts";
import { HttpConnection, requestBytes } from "../http-connection.ts";

/** The names of all participants. */
export const PARTICIPANTS = ["mlsvc", "peer", "limit"] as const;
export type ParticipantName = (typeof PARTICIPANTS)[number];

/** A participant, and how its process is started. */
export interface Participant {
  readonly name: ParticipantName;
  command(port: number): readonly string[];
  environment(port: number, databaseUrl: string): Record<string, string>;
}

/** A running process of a participant. */
export interface Running {
  readonly pid: number;
  readonly port: number;
  stop(): Promise<void>;
}

/** The time limit for a process to end after a signal. */
const END_MS = 60_000;
const HEALTH = requestBytes("/api/health");

/** Starts a participant's process and waits for its first response of 200. */
export async function startParticipant(
  participant: Participant,
  port: number,
  databaseUrl: string,
): Promise<Running> {
  const child = Bun.spawn([...participant.command(port)], {
    env: participant.environment(port, databaseUrl),
    stdin: "ignore",
    stdout: "ignore",
    stderr: "inherit",
  });
  // An interrupted benchmark leaves no process behind.
  const kill = () => child.kill("SIGTERM");
  process.once("exit", kill);
  const stop = async () => {
    process.off("exit", kill);
    kill();
    await withDeadline(child.exited, END_MS, `${participant.name}'s end after SIGTERM`).catch((error) => {
      child.kill("SIGKILL");
      throw error;
    });
  };
  try {
    await firstAnswer(port, () => {
      if (child.exitCode !== null)
        throw new Error(`${participant.name} ended with exit code ${child.exitCode}`);
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { pid: child.pid, port, stop };
}

/**
 * Requests the health every millisecond until the response is 200. `check` throws if the process has ended or takes
 * too long.
 */
async function firstAnswer(port: number, check: () => void): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (performance.now() < deadline) {
    check();
    const isUp = await HttpConnection.open(port).then(
      async (connection) => {
        const answer = await connection.send(HEALTH).catch(() => undefined);
        connection.close();
        return answer?.status === 200;
      },
      () => false,
    );
    if (isUp) return;
    await Bun.sleep(1);
  }
  throw new Error(`nothing answered on port ${port} within a minute`);
}
