/*
 * The URLs of the programs of the worker threads. This file is beside `main.ts`, because the paths in an executable are
 * relative to the folder of its entry point.
 */

/** The program of the thread that reads the rows of a training and fits the model. */
export const TRAINING_WORKER_URL: string = new URL("./training/worker.ts", import.meta.url).href;
/** The program of the threads that help a training thread. */
export const HELPER_URL: string = new URL("./training/helper.ts", import.meta.url).href;
/** The program of the thread that writes reports. */
export const REPORT_WORKER_URL: string = new URL("./reports/report-worker.ts", import.meta.url).href;
/** The program of the thread that reads the rows of a large prediction. */
export const TABLE_WORKER_URL: string = new URL("./prediction/table-worker.ts", import.meta.url).href;
