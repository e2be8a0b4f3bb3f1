import { describe, expect, test } from "bun:test";
import type { Session } from "../../src/database/session.ts";
import { SessionPool } from "../../src/database/session-pool.ts";
import { waitFor } from "../wait.ts";

/** What the pool uses of a session. */
class FakeSession {
  closed = false;
  outdated = false;
  constructor(readonly onClose: (session: Session) => void) {}
  abandon(): void {
    this.closed = true;
  }
  async close(): Promise<void> {
    this.closed = true;
  }
  /** Ends it as the server does. */
  end(): void {
    this.closed = true;
    this.onClose(real(this));
  }
}

const real = (fake: FakeSession) => fake as unknown as Session;
const fake = (session: Session) => session as unknown as FakeSession;

/** Creates a pool of at most two sessions, whose opening can fail. */
function pool(idleMs = 60_000) {
  const opened: FakeSession[] = [];
  const refusals: Error[] = [];
  const sessions = new SessionPool({
    async open(onClose) {
      const refusal = refusals.shift();
      if (refusal !== undefined) throw refusal;
      const session = new FakeSession(onClose);
      opened.push(session);
      return real(session);
    },
    isOutdated: (session) => fake(session).outdated,
    size: 2,
    idleMs,
  });
  return { sessions, opened, refusals };
}

/** Returns whether `promise` has settled after all pending callbacks. */
async function settled(promise: Promise<unknown>): Promise<boolean> {
  let done = false;
  const note = () => {
    done = true;
  };
  promise.then(note, note);
  await new Promise((resolve) => setImmediate(resolve));
  return done;
}

describe("a pool of sessions", () => {
  test("opens no more sessions than its size, and serves callers in order", async () => {
    const { sessions, opened } = pool();
    const [first, second] = [await sessions.take(), await sessions.take()];
    const [third, fourth] = [sessions.take(), sessions.take()];
    expect([await settled(third), await settled(fourth), opened.length]).toEqual([false, false, 2]);
    sessions.release(second);
    expect([await third, await settled(fourth)]).toEqual([second, false]);
    sessions.release(first);
    expect(await fourth).toBe(first);
  });

  test("returns the session used last", async () => {
    const { sessions, opened } = pool();
    const [first, second] = [await sessions.take(), await sessions.take()];
    sessions.release(second);
    sessions.release(first);
    expect(await sessions.take()).toBe(first);
    expect(opened).toHaveLength(2);
  });

  test("replaces a session that was discarded, that ended while idle, or that is outdated", async () => {
    const { sessions, opened } = pool();
    sessions.discard(await sessions.take());
    sessions.release(await sessions.take());
    opened[1]!.end();
    sessions.release(await sessions.take());
    opened[2]!.outdated = true;
    const outdatedInUse = await sessions.take();
    opened[3]!.outdated = true;
    sessions.release(outdatedInUse);
    expect(await sessions.take()).toBe(real(opened[4]!));
    expect(opened.map(({ closed }) => closed)).toEqual([true, true, true, true, false]);
  });

  test("opens a session for a waiting caller when one is discarded", async () => {
    const { sessions, opened } = pool();
    const [first] = [await sessions.take(), await sessions.take()];
    const third = sessions.take();
    sessions.discard(first);
    expect(await third).toBe(real(opened[2]!));
  });

  test("rejects all waiting callers when no session can be opened", async () => {
    const { sessions, refusals } = pool();
    refusals.push(new Error("away"), new Error("away"));
    const takes = await Promise.allSettled([sessions.take(), sessions.take(), sessions.take()]);
    expect(takes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(await settled(sessions.take())).toBe(true);
  });

  test("lets callers wait for the open sessions when one more cannot be opened", async () => {
    const { sessions, refusals, opened } = pool();
    const first = await sessions.take();
    refusals.push(new Error("too many connections"));
    const second = sessions.take();
    expect(await settled(second)).toBe(false);
    sessions.release(first);
    expect(await second).toBe(first);
    expect(opened).toHaveLength(1);
  });

  test("returns a new session even if it is outdated at once", async () => {
    const opened: FakeSession[] = [];
    const sessions = new SessionPool({
      async open(onClose) {
        opened.push(new FakeSession(onClose));
        return real(opened.at(-1)!);
      },
      isOutdated: () => true,
      size: 2,
      idleMs: 60_000,
    });
    expect(await sessions.take()).toBe(real(opened[0]!));
    expect(opened).toHaveLength(1);
  });

  test("closes an idle session after a while", async () => {
    const { sessions, opened } = pool(5);
    sessions.release(await sessions.take());
    await waitFor("the end of the session", () => opened[0]!.closed);
    expect(await sessions.take()).toBe(real(opened[1]!));
  });

  test("when closed, ends the idle sessions at once, and those in use when they are released", async () => {
    const { sessions, opened } = pool();
    const [first, second] = [await sessions.take(), await sessions.take()];
    sessions.release(first);
    await sessions.close();
    expect(opened.map(({ closed }) => closed)).toEqual([true, false]);
    sessions.release(second);
    expect(opened.map(({ closed }) => closed)).toEqual([true, true]);
  });
});
