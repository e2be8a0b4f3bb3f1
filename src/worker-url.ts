/**
 * Where the programs of the worker threads are. It stands here, beside `main.ts`, because the executable keeps its
 * parts relative to the folder of its entry point.
 */
export const TRAINING_WORKER_URL: string = new URL("./training/worker.ts", import.meta.url).href;
export const HELPER_URL: string = new URL("./training/helper.ts", import.meta.url).href;
export const TABLE_WORKER_URL: string = new URL("./prediction/table-worker.ts", import.meta.url).href;
