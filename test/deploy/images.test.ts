import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { validate } from "dockerfile-utils";
import { ROOT, readText } from "./tools.ts";

const PATH = "deploy/docker/Dockerfile";
const dockerfile = await readText(PATH);

/** A stage of the Dockerfile. */
interface Stage {
  readonly name: string;
  /** The image or stage that it begins with. */
  readonly base: string;
  /** Its instructions, one a line. */
  readonly instructions: readonly string[];
}

const stages = stagesOf(dockerfile);
const images = ["mlsvc", "mlsvc-alpine", "application", "application-with-mlsvc"];

function stagesOf(text: string): Stage[] {
  const lines = text
    .replaceAll(/^#.*\n/gm, "")
    .replaceAll(/ *\\\n */g, " ")
    .split("\n");
  const found: { name: string; base: string; instructions: string[] }[] = [];
  for (const line of lines) {
    const from = line.match(/^FROM (?:--platform=\S+ )?(\S+) AS (\S+)$/);
    if (from !== null) found.push({ name: from[2]!, base: from[1]!, instructions: [] });
    else if (line !== "") found.at(-1)?.instructions.push(line);
  }
  return found;
}

/** Returns the instructions of a stage and of those that it begins with. */
function allInstructions(name: string): string[] {
  const stage = stages.find((other) => other.name === name);
  return stage === undefined ? [] : [...allInstructions(stage.base), ...stage.instructions];
}

test("the Dockerfile has no mistake that a linter finds, and it would find one", () => {
  expect(validate(dockerfile)).toEqual([]);
  expect(validate(dockerfile.replace("USER 10001", "USR 10001"))).not.toEqual([]);
});

test("every image that is built on has a tag", () => {
  const bases = [...dockerfile.matchAll(/^ARG \w+=(\S+:\S+)$/gm)].map(([, image]) => image!);
  expect(bases.length).toBe(5);
  for (const image of bases) expect(image).not.toEndWith(":latest");
  const variables = new Set(
    [...dockerfile.matchAll(/^ARG (\w+)=\S+:\S+$/gm)].map(([, name]) => `\${${name}}`),
  );
  const known = [...variables, ...stages.map(({ name }) => name)];
  expect(stages.map(({ base }) => base).filter((base) => !known.includes(base))).toEqual([]);
});

test("what is compiled runs on the machine that builds, for the platform that is built for", () => {
  // A stage on top of another is of the same platform.
  for (const name of ["source", "application-build"])
    expect(dockerfile).toMatch(new RegExp(`^FROM --platform=\\$BUILDPLATFORM \\S+ AS ${name}$`, "m"));
  // A default would replace the platform that is built for.
  expect(dockerfile.match(/^ARG TARGETARCH.*$/gm)).toEqual(["ARG TARGETARCH", "ARG TARGETARCH"]);
});

test.each(images)("the image %s runs as an unprivileged user", (name) => {
  const users = allInstructions(name).filter((line) => line.startsWith("USER "));
  expect(users.at(-1)).toBe("USER 10001:10001");
});

test.each(images.filter((name) => name.includes("mlsvc")))("the image %s has a health check", (name) => {
  const checks = allInstructions(name).filter((line) => line.startsWith("HEALTHCHECK "));
  expect(checks.length).toBe(1);
  expect(checks[0]).toEndWith('CMD ["/app/mlsvc", "--health"]');
});

test("every file that is copied exists, and is sent to the builder", async () => {
  const sent = [...(await readText(".dockerignore")).matchAll(/^!(.+)$/gm)].map(([, path]) => path!);
  const sources = stages
    .flatMap(({ instructions }) => instructions)
    .filter((line) => /^COPY (?!--from)/.test(line))
    .flatMap((line) => line.split(" ").slice(1, -1));
  expect(sources.length).toBeGreaterThan(5);
  expect(sources.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  expect(sources.filter((path) => !sent.includes(path))).toEqual([]);
  expect(sent.filter((path) => !sources.includes(path))).toEqual([]);
});
