import { Deadlines } from "../deadline.ts";
import { drain, type ReceivedBody, receive, received } from "../ingest/received-body.ts";
import { predict } from "../prediction/predict.ts";
import { LARGE_BYTES, readTable } from "../prediction/read-table.ts";
import type { Service } from "../service.ts";
import { RequestBody } from "./body.ts";
import type { BodyMemory } from "./body-memory.ts";
import type { Exchange } from "./exchange.ts";
import { largeJson } from "./large-json.ts";
import { predictQuery, QueryReader } from "./query.ts";
import { readSmallBody, smallLength } from "./small-body.ts";

/** `POST /api/predict`: predicts rows with a stored pipeline. */
export class PredictRoute {
  readonly path = "/api/predict";
  readonly #service: Service;
  readonly #memory: BodyMemory;
  readonly #bodyDeadlines: Deadlines;
  readonly #query = new QueryReader(predictQuery);

  constructor(service: Service, memory: BodyMemory) {
    this.#service = service;
    this.#memory = memory;
    this.#bodyDeadlines = new Deadlines(service.config.settings.bodyTimeoutSeconds * 1000);
  }

  /** Whether a request is for this route, spelt as callers spell it; the router knows every other spelling. */
  isFor({ method, url }: Request): boolean {
    if (method !== "POST") return false;
    // Behind the authority: "http://127.0.0.1:5000".
    const start = url.indexOf("/", 8);
    if (!url.startsWith(this.path, start)) return false;
    const end = start + this.path.length;
    return end === url.length || url[end] === "?";
  }

  /** Answers the request. Throws the `Failure` that its caller is told. */
  async post(exchange: Exchange): Promise<Response> {
    const { request, about } = exchange;
    exchange.route = this.path;
    const { model_run_id, probabilities, scores } = this.#query.read(request.url);
    about.run_id = model_run_id;
    const answer = await this.#withBody(request, async (body) => {
      const { pipelines, config } = this.#service;
      const stored = await pipelines.load(model_run_id);
      about.model = stored.model;
      const rows = await readTable(body, stored.pipeline.schema, config.settings, request.signal);
      about.rows = rows.rows;
      const options = { probabilities, scores, timeoutSeconds: config.settings.predictTimeoutSeconds };
      return predict(stored, model_run_id, rows, options, request.signal);
    });
    return exchange.jsonText(await largeJson(answer));
  }

  /** Does `work` with the body, whose bytes count as in memory until it is done. */
  async #withBody<T>(request: Request, work: (body: ReceivedBody) => Promise<T>): Promise<T> {
    const { settings } = this.#service.config;
    const length = smallLength(request, settings.maxBodyBytes);
    if (length === undefined) {
      const body = new RequestBody(request, settings, this.#memory);
      try {
        const begun = await receive(body.chunks(), body.expectedBytes, LARGE_BYTES);
        return await work(begun).catch(async (error) => {
          await drain(begun);
          throw error;
        });
      } finally {
        body.release();
      }
    }
    this.#memory.take(length);
    try {
      return await work(received(await readSmallBody(request, this.#bodyDeadlines)));
    } finally {
      this.#memory.release(length);
    }
  }
}
