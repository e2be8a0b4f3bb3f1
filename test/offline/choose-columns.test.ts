import { expect, test } from "bun:test";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "../../src/errors.ts";
import { ByteSource } from "../../src/ingest/files/byte-source.ts";
import { readFile } from "../../src/ingest/files/read-file.ts";
import { REGISTRY } from "../../src/models/registry.ts";
import { chooseColumns } from "../../src/offline/choose-columns.ts";

const { model } = REGISTRY.get("ridge")!;
const body = {
  parameters: { cv_groups: "g", sample_weight: "w" },
  features: [1, 2, 3].map((a) => ({ a, g: `g${a}`, w: a })),
  labels: [1, 2, 3].map((y) => ({ y })),
};

async function chosen(parametersText: string) {
  const path = join(mkdtempSync(join(tmpdir(), "mlsvc-columns-")), "body.json");
  writeFileSync(path, JSON.stringify(body));
  const table = await readFile(new ByteSource(path), { isWanted: () => true, maxRows: 10, maxColumns: 10 });
  return chooseColumns(model, table, { labels: [], exclude: [], parametersText });
}

test("the parameters of the body name columns for another purpose, unless those of the options name others or none", async () => {
  expect(await chosen("{}")).toMatchObject({
    roles: { cv_groups: "g", cv_time: null, sample_weight: "w" },
    learnt: ["a"],
  });
  expect(await chosen('{"cv_groups": null}')).toMatchObject({
    roles: { cv_groups: null, cv_time: null, sample_weight: "w" },
    learnt: ["a", "g"],
  });
  expect(await chosen('{"sample_weight": "a"}')).toMatchObject({
    roles: { cv_groups: "g", cv_time: null, sample_weight: "a" },
    learnt: ["w"],
  });
});

test("a column of a role must be in the file", async () => {
  await expect(chosen('{"cv_time": "b"}')).rejects.toThrow(
    new UsageError('cv_time: there is no column "b"; there are "a", "g", "w"'),
  );
});
