import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import project from "../../package.json" with { type: "json" };
import { NUMBER_SETTINGS } from "../../src/config/config.ts";
import { runProgram } from "../run-program.ts";
import { findTool, ROOT, readYaml } from "./tools.ts";

const FOLDER = "deploy/kubernetes";
const KUBECTL = findTool("kubectl", "Kubernetes' command line");
const VALIDATE = findTool("kubernetes-validate", "the Python package of that name, with Kubernetes' schemas");
/** The oldest version with native sidecars switched on, and a new one. */
const VERSIONS = ["1.29", "1.37"];

/** The parts of a container that are read here. */
interface Container {
  readonly name: string;
  readonly image: string;
  readonly restartPolicy?: string;
  readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[];
  readonly startupProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly lifecycle?: { readonly preStop: { readonly exec: { readonly command: readonly string[] } } };
  readonly securityContext: Record<string, unknown>;
  readonly resources: Record<"requests" | "limits", { readonly memory?: string }>;
}
interface Probe {
  readonly exec?: { readonly command: readonly string[] };
  readonly httpGet?: { readonly path: string };
}
interface Deployment {
  readonly spec: {
    readonly replicas: number;
    readonly template: {
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly securityContext: Record<string, unknown>;
        readonly initContainers: readonly Container[];
        readonly containers: readonly Container[];
      };
    };
  };
}
const deployment = await readYaml<Deployment>(`${FOLDER}/deployment.yaml`);
const pod = deployment.spec.template.spec;
const [sidecar, application] = [pod.initContainers[0]!, pod.containers[0]!];

test("mlsvc is a native sidecar of every replica", () => {
  expect(deployment.spec.replicas).toBeGreaterThan(1);
  expect(pod.initContainers.map(({ name }) => name)).toEqual(["mlsvc"]);
  expect(sidecar.restartPolicy).toBe("Always");
});

test("the application is started without waiting for its own tables", () => {
  // The application starts when the startup probe of the sidecar has succeeded, and only then creates the tables. A probe
  // that asked for readiness would wait for these tables, and the pod would never start.
  for (const probe of [sidecar.startupProbe, sidecar.livenessProbe])
    expect(probe?.exec?.command).toEqual(["/app/mlsvc", "--health"]);
  expect(sidecar.readinessProbe).toBeUndefined();
});

test("a pod has the time to stop: the pause, the application's drain, then mlsvc's", () => {
  const pause = Number(application.lifecycle!.preStop.exec.command.at(-1));
  const springsDrain = 30;
  const { shutdownGraceSeconds, databaseTimeoutSeconds } = NUMBER_SETTINGS;
  const needed = pause + springsDrain + shutdownGraceSeconds.fallback + databaseTimeoutSeconds.fallback;
  expect(pause).toBeGreaterThan(0);
  expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(needed);
});

test("no container is privileged, and none can write to its image", () => {
  expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 10001 });
  for (const { securityContext } of [sidecar, application])
    expect(securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
});

test("both containers have limits of memory, and the address of the database from the same secret", () => {
  for (const { resources, env } of [sidecar, application]) {
    expect(resources.limits.memory).toBeString();
    expect(resources.requests.memory).toBeString();
    expect(env.filter(({ value }) => value !== undefined)).toEqual([]);
  }
  expect(sidecar.env).toEqual(application.env);
});

test("the images have the versions of this commit", async () => {
  const { images } = await readYaml<{ images: { name: string; newTag: string }[] }>(
    `${FOLDER}/kustomization.yaml`,
  );
  expect(images.find(({ name }) => name === sidecar.image)?.newTag).toBe(project.version);
  expect(images.find(({ name }) => name === application.image)).toBeDefined();
});

const work = mkdtempSync(join(tmpdir(), "mlsvc-kubernetes-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** Returns the manifests that a kustomization results in. */
async function build(folder: string): Promise<string> {
  const { code, stdout, stderr } = await runProgram([KUBECTL!, "kustomize", folder]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

/** Checks manifests against the schemas of a version, in which unknown members are mistakes. */
function validate(manifests: string, version: string) {
  const file = join(work, "manifests.yaml");
  writeFileSync(file, manifests);
  return runProgram([VALIDATE!, "-k", version, "--strict", file]);
}

describe.skipIf(KUBECTL === null || VALIDATE === null)("as Kubernetes reads them", () => {
  test.each(VERSIONS)(
    "the manifests fit the schemas of Kubernetes %s, which refuse a wrong one",
    async (version) => {
      const manifests = await build(join(ROOT, FOLDER));
      for (const kind of ["Deployment", "Service", "PodDisruptionBudget"])
        expect(manifests).toContain(`kind: ${kind}\n`);
      expect(await validate(manifests, version)).toMatchObject({ code: 0 });
      const wrong = manifests.replace("terminationGracePeriodSeconds", "terminationGraceSeconds");
      expect((await validate(wrong, version)).code).not.toBe(0);
    },
  );

  test("with the component for metrics, mlsvc can be reached by Prometheus and by nothing else", async () => {
    const paths = [FOLDER, `${FOLDER}/metrics`].map((path) => relative(work, join(ROOT, path)));
    const kustomization = `resources: [${paths[0]}]\ncomponents: [${paths[1]}]\n`;
    writeFileSync(join(work, "kustomization.yaml"), kustomization);
    const documents = (await build(work)).split("\n---\n");
    // PodMonitor belongs to the Prometheus Operator, whose schemas are not here.
    const own = documents.filter((document) => !document.includes("kind: PodMonitor\n"));
    expect(own.length).toBe(documents.length - 1);
    expect(await validate(own.join("\n---\n"), VERSIONS[1]!)).toMatchObject({ code: 0 });
    const changed = Bun.YAML.parse(own.find((text) => text.includes("kind: Deployment\n"))!) as Deployment;
    const [mlsvc] = changed.spec.template.spec.initContainers;
    expect(mlsvc).toMatchObject({ name: "mlsvc", ports: [{ name: "mlsvc", containerPort: 5000 }] });
    expect(mlsvc!.env.at(-1)).toEqual({ name: "HOST", value: "0.0.0.0" });
    expect(own.some((document) => document.includes("kind: NetworkPolicy\n"))).toBe(true);
  });
});
