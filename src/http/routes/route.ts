import type * as v from "valibot";
import type { Service } from "../../service.ts";
import type { Bodies } from "../bodies.ts";
import type { Exchange } from "../exchange.ts";
import type { ServiceMetrics } from "../metrics/service-metrics.ts";

/** A valibot object with one entry per query parameter. */
export type QuerySchema = v.ObjectSchema<v.ObjectEntries, undefined>;

/** `T` with every array and property read-only: handlers return values that they share with the rest of the program. */
export type Immutable<T> = T extends readonly (infer E)[]
  ? readonly Immutable<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Immutable<T[K]> }
    : T;

/** A JSON body as the OpenAPI document describes it. */
export interface JsonBody<S extends v.GenericSchema> {
  /** Name of the schema among the components of the OpenAPI document. */
  readonly name: string;
  readonly schema: S;
  readonly example: Immutable<v.InferInput<S>>;
}

/** The description of a route for clients: one operation of the OpenAPI document. */
export interface Operation<
  Body extends v.GenericSchema = v.GenericSchema,
  Answer extends v.GenericSchema = v.GenericSchema,
> {
  /** Unique: client generators name a method after it. */
  readonly id: string;
  readonly tag: Tag;
  readonly summary: string;
  readonly description: string;
  readonly body?: JsonBody<Body>;
  /** The answer 200: JSON, or text of another media type. */
  readonly answer: { readonly description: string } & (
    | (JsonBody<Answer> & {
        /** The same in another media type, for clients that prefer it. */
        readonly otherwise?: { readonly mediaType: string; readonly example: string };
      })
    | { readonly mediaType: string; readonly example: string }
  );
  /** Ids of the operations that may follow about the same run, with the same `model_run_id`. */
  readonly next?: readonly string[];
  /** For each status other than 200, when it is answered. */
  readonly failures?: Readonly<Record<number, string>>;
}

/** The groups of operations, each with its description. */
export const TAGS = {
  training: "Train models into runs, and follow or cancel a training",
  prediction: "Predict rows with the pipeline of a run",
  models: "The models of this program",
  monitoring: "Health and metrics, for load balancers and Prometheus",
} as const;

/** A key of `TAGS`. */
type Tag = keyof typeof TAGS;

/** What handlers need besides the request. */
export interface RouteContext {
  readonly service: Service;
  readonly metrics: ServiceMetrics;
  readonly bodies: Bodies;
  /** The table of all routes: the OpenAPI document is made from it. */
  readonly routes: readonly Route[];
}

/** One entry of the table of routes. */
export interface Route {
  readonly method: "GET" | "POST" | "DELETE";
  /** The exact path; routes have no path parameters. */
  readonly path: string;
  /** The schema of the query, which has no other parameters; without a schema, the query is ignored. */
  readonly query?: QuerySchema;
  /** Absent for routes that are not part of the API itself: the page of the API, its files and the OpenAPI document. */
  readonly operation?: Operation;
  /**
   * Returns a `Response`, or the value of a JSON answer with status 200. Throws `Failure` for any other answer.
   * `query` is what the query schema returns.
   */
  handle(exchange: Exchange, query: never, context: RouteContext): unknown;
}

/** What a handler may return if the answer of its route has the schema `S`. */
type Answer<S extends v.GenericSchema> = Response | Immutable<v.InferInput<S>>;

/**
 * Returns `route`, a route that is part of the API. The types make the compiler check its handler and its examples against its
 * schemas.
 */
export function apiRoute<Q extends QuerySchema, B extends v.GenericSchema, A extends v.GenericSchema>(route: {
  readonly method: Route["method"];
  readonly path: string;
  readonly query?: Q;
  readonly operation: Operation<B, A>;
  readonly handle: (
    exchange: Exchange,
    query: v.InferOutput<NoInfer<Q>>,
    context: RouteContext,
  ) => Answer<NoInfer<A>> | Promise<Answer<NoInfer<A>>>;
}): Route {
  return route;
}
