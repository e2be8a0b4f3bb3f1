import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { EXECUTABLE } from "../service-process.ts";
import { copyOfProject, HAS_MAVEN, verify } from "./maven.ts";

const EXAMPLE = join(import.meta.dir, "..", "..", "examples", "spring-boot");
/** The first run downloads Spring Boot. */
const TIMEOUT_MS = 20 * 60_000;

if (!HAS_MAVEN) console.log("no Maven with a JDK on this machine: the Spring Boot application is left out");

describe.skipIf(!HAS_MAVEN)("the Spring Boot application of examples/spring-boot", () => {
  let database: TestDatabase;
  let folder: string;

  beforeAll(async () => {
    // No tables: the application's migrations create them.
    database = await createTestDatabase([], undefined, "select");
    folder = copyOfProject(EXAMPLE);
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await database.drop();
  });

  test(
    "passes its own tests with this executable and a real PostgreSQL",
    async () => {
      const { host, pathname, username, password } = new URL(database.url);
      const result = await verify(folder, {
        MLSVC_EXECUTABLE: EXECUTABLE,
        SPRING_DATASOURCE_URL: `jdbc:postgresql://${host}${pathname}`,
        SPRING_DATASOURCE_USERNAME: decodeURIComponent(username),
        SPRING_DATASOURCE_PASSWORD: decodeURIComponent(password),
      });
      if (result === undefined) {
        console.log("Maven cannot download what the Spring Boot application needs: its tests are left out");
        return;
      }
      const { code, stdout, stderr } = result;
      if (code !== 0) console.log(stdout + stderr);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^\[INFO\] Tests run: \d{2,}, Failures: 0, Errors: 0, Skipped: 0$/m);
    },
    TIMEOUT_MS,
  );
});
