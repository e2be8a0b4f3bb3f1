import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Figures of the kernel about a process. */
export interface ProcessFigures {
  readonly residentBytes: number;
  readonly openFiles: number;
  readonly threads: number;
}

/** Whether the kernel provides these figures, as Linux does. */
export const HAS_FIGURES = existsSync("/proc/self/task");

/** Returns the present figures of the process `pid`. */
export function processFigures(pid: number): ProcessFigures {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return {
    residentBytes: Number(/VmRSS:\s+(\d+) kB/.exec(status)![1]) * 1024,
    openFiles: readdirSync(`/proc/${pid}/fd`).length,
    threads: readdirSync(`/proc/${pid}/task`).length,
  };
}
