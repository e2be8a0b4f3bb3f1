/** Runs every test on one PostgreSQL server: a new one of its own, or that of `TEST_DATABASE_URL`. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { startPostgres } from "./embedded-postgres.ts";

const root = join(import.meta.dir, "..");
if (!existsSync(join(root, "mlsvc"))) {
  const build = Bun.spawn(["./build.sh"], { cwd: root, stdout: "inherit", stderr: "inherit" });
  if ((await build.exited) !== 0) process.exit(1);
}
const given = process.env.TEST_DATABASE_URL;
const server = given ? undefined : await startPostgres();
const tests = Bun.spawn([process.execPath, "test", "--timeout", "30000", ...process.argv.slice(2)], {
  cwd: root,
  stdout: "inherit",
  stderr: "inherit",
  env: { ...process.env, TEST_DATABASE_URL: given ?? server!.url },
});
const code = await tests.exited;
await server?.stop();
process.exit(code);
