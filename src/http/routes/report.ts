import { reportSchema } from "../../insight/report.ts";
import { preferredType } from "../accept.ts";
import { REPORT_EXAMPLE } from "./report-example.ts";
import { apiRoute } from "./route.ts";
import { runQuery } from "./schemas.ts";

const PAGE = "text/html";
const DATA = "application/json";

/** Returns the report of a run, as a page or as data. */
export const getReport = apiRoute({
  method: "GET",
  path: "/api/report",
  query: runQuery,
  operation: {
    id: "getReport",
    tag: "models",
    summary: "The report of a run, as a page or as data",
    description:
      "How well the model of a run predicts, what it relies on and what its rows looked like. With `Accept: application/json` the answer is data, else a page of HTML that loads nothing and runs no script. Which pages may show it in a frame is set by FRAME_ANCESTORS.",
    answer: {
      description: "The report",
      name: "Report",
      schema: reportSchema,
      example: REPORT_EXAMPLE,
      otherwise: { mediaType: PAGE, example: "<!doctype html>…" },
    },
    failures: {
      400: "The id of the run is wrong, or a query parameter is unknown",
      404: "There is no such run",
      409: "The run has no pipeline (the answer tells its status), one that this program cannot read, or one without a report",
      503: "The database cannot be reached, or too many reports are being written; see Retry-After",
    },
  },

  async handle(exchange, { model_run_id }, { service }) {
    const { request, logFields } = exchange;
    logFields.run_id = model_run_id;
    exchange.frameAncestors = service.config.settings.frameAncestors;
    const type = preferredType(request.headers.get("accept"), [PAGE, DATA]);
    const { text, model } = await service.reports.get(model_run_id, type === PAGE ? "html" : "json");
    logFields.model = model;
    const headers = { Vary: "Accept" };
    if (type === DATA) return exchange.respond(text, { ...headers, "Content-Type": DATA });
    const { PAGE_POLICY } = await import("../../insight/page/page-policy.ts");
    return exchange.respond(text, {
      ...headers,
      "Content-Type": `${PAGE}; charset=UTF-8`,
      "Content-Security-Policy": `${PAGE_POLICY}; frame-ancestors 'none'`,
    });
  },
});
