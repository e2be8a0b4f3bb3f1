import { describe, expect, test } from "bun:test";
import type { Session } from "../../src/database/session.ts";
import { SessionPool } from "../../src/database/session-pool.ts";
import { waitFor } from "../wait.ts";

/** What the pool sees of a session. */
class FakeSession {
  closed = false;
  spent = false;
  constructor(readonly onClose: (session: Session) => void) {}
  abandon(): void {
    this.closed = true;
  }
  async close(): Promise<void> {
    this.closed = true;
  }
  /** The server ends it. */
  end(): void {
    this.closed = true;
    this.onClose(real(this));
  }
}

const real = (fake: FakeSession) => fake as unknown as Session;
const fake = (session: Session) => session as unknown as FakeSession;

/** A pool of at most two sessions whose opening can fail. */
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
    isOutdated: (session) => fake(session).spent,
    size: 2,
    idleMs,
  });
  return { sessions, opened, refusals };
}

/** Whether `promise` has settled once everything that can go on has. */
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
  test("opens no more than its size, and lends them on in order", async () => {
    const { sessions, opened } = pool();
    const [first, second] = [await sessions.take(), await sessions.take()];
    const [third, fourth] = [sessions.take(), sessions.take()];
    expect([await settled(third), await settled(fourth), opened.length]).toEqual([false, false, 2]);
    sessions.release(second);
    expect([await third, await settled(fourth)]).toEqual([second, false]);
    sessions.release(first);
    expect(await fourth).toBe(first);
  });

  test("lends the session used last", async () => {
    const { sessions, opened } = pool();
    const [first, second] = [await sessions.take(), await sessions.take()];
    sessions.release(second);
    sessions.release(first);
    expect(await sessions.take()).toBe(first);
    expect(opened).toHaveLength(2);
  });

  test("opens another one for one that was discarded, that ended while idle, or that is spent", async () => {
    const { sessions, opened } = pool();
    sessions.discard(await sessions.take());
    sessions.release(await sessions.take());
    opened[1]!.end();
    sessions.release(await sessions.take());
    opened[2]!.spent = true;
    const spentWhenGivenBack = await sessions.take();
    opened[3]!.spent = true;
    sessions.release(spentWhenGivenBack);
    expect(await sessions.take()).toBe(real(opened[4]!));
    expect(opened.map(({ closed }) => closed)).toEqual([true, true, true, true, false]);
  });

  test("opens a session for whoever waits when one is discarded", async () => {
    const { sessions, opened } = pool();
    const [first] = [await sessions.take(), await sessions.take()];
    const third = sessions.take();
    sessions.discard(first);
    expect(await third).toBe(real(opened[2]!));
  });

  test("tells all who wait when nothing can be opened", async () => {
    const { sessions, refusals } = pool();
    refusals.push(new Error("away"), new Error("away"));
    const takes = await Promise.allSettled([sessions.take(), sessions.take(), sessions.take()]);
    expect(takes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(await settled(sessions.take())).toBe(true);
  });

  test("lets them wait for the sessions that there are when one more cannot be opened", async () => {
    const { sessions, refusals, opened } = pool();
    const first = await sessions.take();
    refusals.push(new Error("too many connections"));
    const second = sessions.take();
    expect(await settled(second)).toBe(false);
    sessions.release(first);
    expect(await second).toBe(first);
    expect(opened).toHaveLength(1);
  });

  test("lends a new session even if it is spent at once: somebody must get one", async () => {
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

  test("closes a session after some quiet", async () => {
    const { sessions, opened } = pool(5);
    sessions.release(await sessions.take());
    await waitFor("the end of the session", () => opened[0]!.closed);
    expect(await sessions.take()).toBe(real(opened[1]!));
  });

  test("closed, it ends what it has at once, and what is lent when that comes back", async () => {
    const { sessions, opened } = pool();
    const [first, second] = [await sessions.take(), await sessions.take()];
    sessions.release(first);
    await sessions.close();
    expect(opened.map(({ closed }) => closed)).toEqual([true, false]);
    sessions.release(second);
    expect(opened.map(({ closed }) => closed)).toEqual([true, true]);
  });
});
