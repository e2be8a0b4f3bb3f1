import { apiRoute } from "./route.ts";

/** Returns the metrics of this process for Prometheus. */
export const getMetrics = apiRoute({
  method: "GET",
  path: "/metrics",
  operation: {
    id: "getMetrics",
    tag: "monitoring",
    summary: "Metrics for Prometheus",
    description: "Requests, trainings, the queue, and the memory of the process.",
    answer: {
      description: "The text format of Prometheus",
      mediaType: "text/plain",
      example:
        "# HELP mlsvc_trainings_waiting Runs that are waiting to be trained\n# TYPE mlsvc_trainings_waiting gauge\nmlsvc_trainings_waiting 0\n",
    },
  },

  async handle(exchange, _query, { metrics }) {
    const { text, contentType } = await metrics.read();
    return exchange.respond(text, { "Content-Type": contentType });
  },
});
