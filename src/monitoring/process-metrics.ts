import { readdirSync } from "node:fs";
import { Collected } from "./collected.ts";
import type { Metric } from "./metric.ts";

const STARTED_AT_SECONDS = Date.now() / 1000 - process.uptime();
/** The open files of this process; Linux only. */
const OPEN_FILES = "/proc/self/fd";

/** The metrics that every client library of Prometheus has for its process. */
export function processMetrics(): Metric[] {
  return [
    new Collected("counter", "process_cpu_seconds_total", "CPU time of all threads", () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    }),
    new Collected("gauge", "process_resident_memory_bytes", "Resident memory", () =>
      process.memoryUsage.rss(),
    ),
    new Collected(
      "gauge",
      "process_start_time_seconds",
      "When the process started, in seconds since the epoch",
      () => STARTED_AT_SECONDS,
    ),
    ...(canCountFiles()
      ? [
          new Collected(
            "gauge",
            "process_open_fds",
            "Open files and sockets",
            () => readdirSync(OPEN_FILES).length,
          ),
        ]
      : []),
  ];
}

function canCountFiles(): boolean {
  try {
    readdirSync(OPEN_FILES);
    return true;
  } catch {
    return false;
  }
}
