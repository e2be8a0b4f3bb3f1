import { Counter, type CounterSeries } from "../../monitoring/counter.ts";
import { ANSWER_SECONDS, Histogram, type HistogramSeries } from "../../monitoring/histogram.ts";
import { type Metric, OTHER } from "../../monitoring/metric.ts";

/** The methods that are values of a label. Callers may send any word as a method. */
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"]);

/** The series of one route and method. */
interface RequestSeries {
  readonly seconds: HistogramSeries;
  readonly byCode: Map<number, CounterSeries>;
}

/** Counts and times requests by route and method. */
export class RequestMetrics {
  readonly #requests = new Counter("mlsvc_http_requests_total", "Requests that were answered", [
    "route",
    "method",
    "code",
  ]);
  readonly #seconds = new Histogram(
    "mlsvc_http_request_duration_seconds",
    "Time from the arrival of a request to its answer",
    ["route", "method"],
    ANSWER_SECONDS,
  );
  /** The series by route and then by method. A request finds its own without making a key of both. */
  readonly #byRoute = new Map<string, Map<string, RequestSeries>>();

  get metrics(): readonly Metric[] {
    return [this.#requests, this.#seconds];
  }

  /** Counts a request that is answered with the status `code`; `seconds` is the time since its arrival. */
  record(route: string, method: string, code: number, seconds: number): void {
    const series = this.#byRoute.get(route)?.get(method) ?? this.#create(route, method);
    series.seconds.observe(seconds);
    const counter = series.byCode.get(code);
    if (counter !== undefined) counter.add();
    else this.#count(series, route, method, code);
  }

  #create(route: string, method: string): RequestSeries {
    const label = labelOfMethod(method);
    const byMethod = this.#byRoute.get(route) ?? new Map<string, RequestSeries>();
    this.#byRoute.set(route, byMethod);
    const series = byMethod.get(label) ?? {
      seconds: this.#seconds.labels(route, label),
      byCode: new Map<number, CounterSeries>(),
    };
    byMethod.set(label, series);
    return series;
  }

  /** Counts the first request of a series with this code. */
  #count(series: RequestSeries, route: string, method: string, code: number): void {
    const counter = this.#requests.labels(route, labelOfMethod(method), String(code));
    series.byCode.set(code, counter);
    counter.add();
  }
}

function labelOfMethod(method: string): string {
  return METHODS.has(method) ? method : OTHER;
}
