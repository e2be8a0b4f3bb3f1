/**
 * Where the training worker's program is. It stands here, beside `main.ts`, because the executable keeps its
 * parts relative to the folder of its entry point.
 */
export const TRAINING_WORKER_URL: string = new URL("./training/worker.ts", import.meta.url).href;
