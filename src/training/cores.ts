import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

/** Where the kernel tells what share of the processors a container may use: microseconds, and of how many. */
const CPU_MAX = "/sys/fs/cgroup/cpu.max";

/**
 * How many threads can run at once: the cores this process may use, or, in a container with a limit, as many as that
 * comes to. More threads than that would wait for one another. At least 1. `file` is where the limit stands.
 */
export function cores(file: string = CPU_MAX): number {
  const [quota, period] = limitIn(file);
  const share = Number(quota) / Number(period);
  // "max" stands for no limit.
  const limit = Number.isFinite(share) && share > 0 ? Math.ceil(share) : Number.POSITIVE_INFINITY;
  return Math.max(1, Math.min(availableParallelism(), limit));
}

function limitIn(file: string): string[] {
  try {
    return readFileSync(file, "utf8").trim().split(" ");
  } catch {
    return [];
  }
}
