import type { Exchange } from "./exchange.ts";
import { largeJson } from "./large-json.ts";
import { QueryReader } from "./query.ts";
import type { QuerySchema, Route, RouteContext } from "./routes/route.ts";

/** A route that is ready to answer requests. */
export class RouteHandler {
  readonly route: Route;
  readonly #context: RouteContext;
  readonly #query: QueryReader<QuerySchema> | undefined;

  constructor(route: Route, context: RouteContext) {
    this.route = route;
    this.#context = context;
    this.#query = route.query === undefined ? undefined : new QueryReader(route.query);
  }

  /** Whether a request has the method and the path of this route. False for unusual spellings, which only the router knows. */
  matches({ method, url }: Request): boolean {
    const { route } = this;
    if (method !== route.method) return false;
    // The path begins after the authority, such as "http://127.0.0.1:5000".
    const start = url.indexOf("/", 8);
    if (!url.startsWith(route.path, start)) return false;
    const end = start + route.path.length;
    return end === url.length || url[end] === "?";
  }

  /** Reads the query, calls the handler of the route and encodes what it returns. Throws `Failure` for any problem. */
  async handle(exchange: Exchange): Promise<Response> {
    const { route } = this;
    exchange.route = route.path;
    const query = this.#query?.read(exchange.request.url) as never;
    const answer = await route.handle(exchange, query, this.#context);
    return answer instanceof Response ? answer : exchange.json(await largeJson(answer as object));
  }
}
