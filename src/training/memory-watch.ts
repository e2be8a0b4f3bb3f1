import { totalmem } from "node:os";
import { pause } from "../deadline.ts";
import { TrainingFailure } from "./training-failure.ts";

/** Time between two checks: a fit that allocates as fast as it can exceeds the limit by a few hundred megabytes at most. */
const INTERVAL_MS = 25;
/**
 * The fraction of the memory of the machine that the service may hold by default. The rest is for what is allocated between
 * two checks, and for other processes.
 */
const DEFAULT_FRACTION = 0.8;
/** Longest wait for the memory of a thread that has ended to be freed, which usually takes a second or so. */
const RETURN_MS = 5000;

/**
 * Returns the limit in bytes for a value of `MAX_MEMORY_BYTES`: the value itself, or for 0 a fraction of the memory of the
 * container, or of the machine if there is no container.
 */
export function memoryLimit(maxMemoryBytes: number): number {
  if (maxMemoryBytes > 0) return maxMemoryBytes;
  const constrained = process.constrainedMemory();
  const total = totalmem();
  return Math.floor(DEFAULT_FRACTION * (constrained > 0 ? Math.min(constrained, total) : total));
}

/**
 * Waits until the memory of an earlier fit is freed, for at most `RETURN_MS`. Whoever watches the memory of a thread waits
 * first: otherwise a run that comes just after one that took too much would be ended in its place.
 */
export async function awaitMemory(limitBytes: number): Promise<void> {
  for (const until = Date.now() + RETURN_MS; isOver(limitBytes) && Date.now() < until; ) {
    await pause(INTERVAL_MS);
  }
}

/**
 * How many checks in a row must find the limit exceeded before a run is ended: fewer for one whose rows are still being
 * read, so that it is ended before the one that is being fitted.
 */
export const LIMIT_CHECKS = { preparing: 2, fitting: 4 } as const;

/** A check of the memory that repeats until it is ended. */
export interface MemoryWatch {
  end(): void;
}

/**
 * Calls `onOver` once when `checks` checks in a row find the resident memory of this process above `limitBytes`. Bun has no
 * memory limit per thread: without this check, a fit that takes all memory would end the whole service. The caller ends the
 * watch.
 */
export function watchMemory(
  limitBytes: number,
  checks: number,
  onOver: (reason: TrainingFailure) => void,
): MemoryWatch {
  let checksOver = 0;
  const timer = setInterval(() => {
    checksOver = isOver(limitBytes) ? checksOver + 1 : 0;
    if (checksOver < checks) return;
    clearInterval(timer);
    const message = `the service holds ${process.memoryUsage.rss()} bytes of memory, more than ${limitBytes} (MAX_MEMORY_BYTES)`;
    onOver(new TrainingFailure("out_of_memory", message));
  }, INTERVAL_MS);
  return { end: () => clearInterval(timer) };
}

/** Whether the memory is above the limit even after the garbage of the main thread has been collected. */
function isOver(limitBytes: number): boolean {
  if (process.memoryUsage.rss() <= limitBytes) return false;
  Bun.gc(true);
  return process.memoryUsage.rss() > limitBytes;
}
