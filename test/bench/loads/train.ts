import type { Dataset } from "../datasets.ts";
import { HttpConnection } from "../http-connection.ts";
import { resetPeak, treeMemory } from "../process-tree.ts";
import type { Load, Scale } from "./load.ts";
import { trainRun } from "./run.ts";

/**
 * Measures the time from `POST /api/train` to SUCCESS in the database: `ms`. `dataset` creates the table for a scale.
 */
export function train(model: string, dataset: (scale: Scale) => Dataset, rounds: number): Load {
  return {
    participants: ["mlsvc", "peer"],
    rounds,
    warmUp: true,
    async prepare({ database, running }, scale) {
      const connection = await HttpConnection.open(running.port);
      const body = dataset(scale).trainingBody();
      return {
        async once() {
          return { ms: (await trainRun(connection, database, model, body)).successMs };
        },
        end: () => connection.close(),
      };
    },
  };
}

/** Measures the peak memory of a new process during its first training: `mib`. */
export function trainPeak(model: string, dataset: (scale: Scale) => Dataset): Load {
  return {
    participants: ["mlsvc", "peer"],
    rounds: 3,
    warmUp: false,
    async prepare({ database, start }, scale) {
      const body = dataset(scale).trainingBody();
      return {
        async once() {
          const process = await start();
          try {
            const connection = await HttpConnection.open(process.port);
            resetPeak(process.pid);
            await trainRun(connection, database, model, body);
            connection.close();
            return { mib: treeMemory(process.pid, "VmHWM") };
          } finally {
            await process.stop();
          }
        },
        end() {},
      };
    },
  };
}
