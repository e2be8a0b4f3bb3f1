import { treeMemory } from "../process-tree.ts";
import { median } from "../statistics.ts";
import type { Load } from "./load.ts";

/** Measures the time from the start of the process to its first response of 200 to `GET /api/health`: `ms`. */
export function start(): Load {
  return {
    participants: ["mlsvc", "peer"],
    rounds: 9,
    warmUp: true,
    async prepare({ start }) {
      return {
        async once() {
          const began = performance.now();
          const process = await start();
          const ms = performance.now() - began;
          await process.stop();
          return { ms };
        },
        end() {},
      };
    },
  };
}

/** The time after which a process without requests counts as idle. */
const REST_MS = 4000;

/** Measures the memory of a process that has had no requests: `mib`, the median over a second. */
export function idleMemory(): Load {
  return {
    participants: ["mlsvc", "peer"],
    rounds: 3,
    warmUp: false,
    async prepare({ start }, scale) {
      return {
        async once() {
          const process = await start();
          try {
            await Bun.sleep(scale.milliseconds(REST_MS));
            const samples: number[] = [];
            for (let sample = 0; sample < 10; sample++) {
              samples.push(treeMemory(process.pid, "VmRSS"));
              await Bun.sleep(scale.milliseconds(100));
            }
            return { mib: median(samples) };
          } finally {
            await process.stop();
          }
        },
        end() {},
      };
    },
  };
}
