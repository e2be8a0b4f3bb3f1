import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

/** The file with the CPU limit of a container: its quota and the period, both in microseconds. */
const CPU_MAX = "/sys/fs/cgroup/cpu.max";

/**
 * Returns the number of threads that can run at the same time: the cores that this process may use, or fewer in a container
 * with a CPU limit, rounded up. At least 1. `file` is the file with the limit.
 */
export function cores(file: string = CPU_MAX): number {
  const [quota, period] = readLimit(file);
  const limit = Number(quota) / Number(period);
  // The quota is "max" when there is no limit.
  const limited = Number.isFinite(limit) && limit > 0 ? Math.ceil(limit) : Number.POSITIVE_INFINITY;
  return Math.max(1, Math.min(availableParallelism(), limited));
}

function readLimit(file: string): string[] {
  try {
    return readFileSync(file, "utf8").trim().split(" ");
  } catch {
    return [];
  }
}
