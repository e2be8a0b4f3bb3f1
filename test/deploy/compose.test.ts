import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import project from "../../package.json" with { type: "json" };
import { NUMBER_SETTINGS } from "../../src/config/config.ts";
import { runProgram } from "../run-program.ts";
import { findTool, ROOT, readText, readYaml } from "./tools.ts";

const PATH = "deploy/compose.yaml";
const COMPOSE = findTool("docker-compose", "Debian's package docker-compose");

/** The parts of a service that are read here. */
interface Service {
  readonly image: string;
  readonly ports?: readonly string[];
  readonly networks: readonly string[];
  readonly environment: Record<string, string | number>;
  readonly depends_on?: Record<string, { readonly condition: string }>;
  readonly stop_grace_period?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
}
const { services, networks } = await readYaml<{
  readonly services: Record<"application" | "mlsvc" | "postgres", Service>;
  readonly networks: Record<string, { readonly internal?: boolean } | null>;
}>(PATH);

test("only the application can be reached, and only from this machine", () => {
  expect(services.application.ports).toEqual(["127.0.0.1:8080:8080"]);
  for (const { ports, networks: joined } of [services.mlsvc, services.postgres]) {
    expect(ports).toBeUndefined();
    expect(joined.every((name) => networks[name]?.internal === true)).toBe(true);
  }
  expect(services.mlsvc.networks.filter((name) => !services.application.networks.includes(name))).toEqual([]);
  expect(services.postgres.networks).not.toContain("mlsvc");
});

test("the application stops before mlsvc, and mlsvc before the database", () => {
  expect(services.application.depends_on!.mlsvc!.condition).toBe("service_healthy");
  expect(services.mlsvc.depends_on!.postgres!.condition).toBe("service_healthy");
});

test("mlsvc has the time that a shutdown may take", () => {
  const { shutdownGraceSeconds, databaseTimeoutSeconds } = NUMBER_SETTINGS;
  const needed = shutdownGraceSeconds.fallback + databaseTimeoutSeconds.fallback;
  expect(services.mlsvc.environment.SHUTDOWN_GRACE_SECONDS).toBeUndefined();
  expect(Number.parseInt(services.mlsvc.stop_grace_period!, 10)).toBeGreaterThan(needed);
});

test("the containers of mlsvc and of the application cannot write to their images, and have no privilege", () => {
  for (const { read_only, cap_drop } of [services.application, services.mlsvc])
    expect({ read_only, cap_drop }).toEqual({ read_only: true, cap_drop: ["ALL"] });
});

test("the images have the versions of this commit", async () => {
  expect(services.mlsvc.image).toBe(`mlsvc:${project.version}`);
  const pom = await readText("examples/spring-boot/pom.xml");
  const version = pom.match(/<artifactId>mlsvc-example<\/artifactId>\s*<version>(.*)<\/version>/)![1];
  expect(services.application.image).toBe(`mlsvc-example:${version}`);
});

describe.skipIf(COMPOSE === null)("as Compose reads it", () => {
  test("the file is valid, and needs a password", async () => {
    expect(await configure(await readText(PATH), { DATABASE_PASSWORD: "secret" })).toMatchObject({ code: 0 });
    const without = await configure(await readText(PATH), {});
    expect(without.code).not.toBe(0);
    expect(without.stderr).toContain("set DATABASE_PASSWORD");
  });

  test("a mistake is refused", async () => {
    const text = (await readText(PATH)).replace("cap_drop:", "cap_dropped:");
    expect((await configure(text, { DATABASE_PASSWORD: "secret" })).code).not.toBe(0);
  });
});

/** Runs `docker-compose config` on a Compose file. */
async function configure(text: string, environment: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), "mlsvc-compose-"));
  const file = join(folder, "compose.yaml");
  // Debian's docker-compose is 1.29, which takes everything in the file except `name`.
  writeFileSync(file, text.replace(/^name: .*$/m, ""));
  try {
    return await runProgram([COMPOSE!, "-f", file, "--project-directory", join(ROOT, "deploy"), "config"], {
      env: { PATH: process.env.PATH, ...environment },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
