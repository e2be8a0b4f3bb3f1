import { type Context, Hono } from "hono";
import { Failure } from "../errors.ts";
import type { Exchange } from "./exchange.ts";
import type { RouteHandler } from "./route-handler.ts";

type Env = { Bindings: Exchange };

/**
 * Returns a function that passes a request to the handler of its route. It answers 404 for an unknown path, and 405 with
 * `Allow` for a path that has other methods. It throws what the handler throws.
 */
export function createRouter(
  handlers: readonly RouteHandler[],
): (exchange: Exchange) => Response | Promise<Response> {
  const app = new Hono<Env>();
  const methods = new Map<string, string[]>();
  for (const handler of handlers) {
    const { method, path } = handler.route;
    methods.set(path, [...(methods.get(path) ?? []), method]);
    app.on(method, path, ({ env }: Context<Env>) => handler.handle(env));
  }
  app.notFound(({ env, req }) => {
    const allowed = methods.get(req.path)?.join(", ");
    if (allowed === undefined)
      return env.problem(new Failure("not_found", "there is nothing at this path; see GET /docs"));
    env.route = req.path;
    const failure = new Failure("method_not_allowed", `this path takes ${allowed}, not ${req.method}`);
    return env.problem(failure, { Allow: allowed });
  });
  app.onError((error) => {
    throw error;
  });
  return (exchange) => app.fetch(exchange.request, exchange);
}
