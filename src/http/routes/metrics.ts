import { apiRoute } from "./route.ts";

/** Returns the metrics of this process for Prometheus. */
export const getMetrics = apiRoute({
  method: "GET",
  path: "/metrics",
  operation: {
    id: "getMetrics",
    tag: "monitoring",
    summary: "Metrics for Prometheus",
    description: "Requests, predictions, trainings, the queue, errors of the database, and the process.",
    answer: {
      description: "The text format of Prometheus",
      mediaType: "text/plain",
      example:
        "# HELP mlsvc_train_queue_length Runs that wait to be trained\n# TYPE mlsvc_train_queue_length gauge\nmlsvc_train_queue_length 0\n",
    },
  },

  async handle(exchange, _query, { metrics }) {
    const { text, contentType } = await metrics.read();
    return exchange.respond(text, { "Content-Type": contentType });
  },
});
