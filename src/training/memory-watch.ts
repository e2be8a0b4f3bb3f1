import { totalmem } from "node:os";
import { pause } from "../deadline.ts";
import { TrainingFailure } from "./training-failure.ts";

/** Often enough that a fit that allocates as fast as it can overshoots by a few hundred megabytes at most. */
const INTERVAL_MS = 25;
/** Of the memory there is; the rest is for what grows between two looks, and for everybody else. */
const SHARE = 0.8;
/** A thread that was ended gives its memory back within a second or so. */
const RETURN_MS = 5000;

/** What `MAX_MEMORY_BYTES` means: itself, or for 0 a share of what the container, else the machine, has. */
export function memoryLimit(maxMemoryBytes: number): number {
  if (maxMemoryBytes > 0) return maxMemoryBytes;
  const constrained = process.constrainedMemory();
  const total = totalmem();
  return Math.floor(SHARE * (constrained > 0 ? Math.min(constrained, total) : total));
}

/** Waits while memory is on its way back that an earlier fit took, and no longer than that takes. */
export async function awaitMemory(limitBytes: number): Promise<void> {
  for (const until = Date.now() + RETURN_MS; isOver(limitBytes) && Date.now() < until; ) {
    await pause(INTERVAL_MS);
  }
}

/** After so many looks one after another that found too much memory taken, somebody must go: the newcomer first. */
export const PATIENCE = { preparing: 2, fitting: 4 } as const;

/** A look at the memory now and then, until it is ended. */
export interface MemoryWatch {
  end(): void;
}

/**
 * Calls `onOver` once when the resident memory of this process stays over `limitBytes` for `patience` looks. A
 * thread of Bun's has no limit of its own, and one that takes all memory would take the whole service with it. The
 * caller ends the watch.
 */
export function watchMemory(
  limitBytes: number,
  patience: number,
  onOver: (reason: TrainingFailure) => void,
): MemoryWatch {
  let looksOver = 0;
  const timer = setInterval(() => {
    looksOver = isOver(limitBytes) ? looksOver + 1 : 0;
    if (looksOver < patience) return;
    clearInterval(timer);
    const message = `the service holds ${process.memoryUsage.rss()} bytes of memory, more than ${limitBytes} (MAX_MEMORY_BYTES)`;
    onOver(new TrainingFailure("out_of_memory", message));
  }, INTERVAL_MS);
  return { end: () => clearInterval(timer) };
}

/** Garbage of the main thread does not count: it is collected before anybody is blamed. */
function isOver(limitBytes: number): boolean {
  if (process.memoryUsage.rss() <= limitBytes) return false;
  Bun.gc(true);
  return process.memoryUsage.rss() > limitBytes;
}
