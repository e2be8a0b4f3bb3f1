import { readConfig } from "../../src/config/config.ts";
import { createApp, type Fetch } from "../../src/http/app.ts";
import { createLogger } from "../../src/logging/logger.ts";
import { createService } from "../../src/service.ts";

/** Returns the handler of requests of a service whose database is away and whose log is silent. */
export function createTestApp(): Fetch {
  const config = readConfig({ DATABASE_URL: "postgres://nobody@127.0.0.1:1/none", LOG_LEVEL: "silent" });
  const service = createService(config, createLogger("silent"));
  return createApp(service);
}
