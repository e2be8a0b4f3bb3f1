import { DOCS_ROUTES } from "./docs.ts";
import { getDrift } from "./drift.ts";
import { getHealth, getLive, getReady } from "./health.ts";
import { getMetrics } from "./metrics.ts";
import { getModels } from "./models.ts";
import { postPredict } from "./predict.ts";
import { getReport } from "./report.ts";
import type { Route } from "./route.ts";
import { deleteTrain, getTrain } from "./run.ts";
import { postTrain } from "./train.ts";

/** Every route. The router, the checks of queries and the OpenAPI document are made from it. */
export const ROUTES: readonly Route[] = [
  postTrain,
  getTrain,
  deleteTrain,
  postPredict,
  getDrift,
  getReport,
  getModels,
  getHealth,
  getLive,
  getReady,
  getMetrics,
  ...DOCS_ROUTES,
];
