// Validates the front matter of every document of a repository: node ajv.js ROOT SCHEMAS
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import yaml from "js-yaml";

const [root, schemas] = process.argv.slice(2);
const ajv = new Ajv({ allErrors: true, strict: false });
addFormats(ajv);
for (const name of readdirSync(schemas)) {
  ajv.addSchema(JSON.parse(readFileSync(join(schemas, name), "utf8")), name);
}
const validators = Object.fromEntries(
  ["incident", "timeline", "evidence", "finding"].map((kind) => [
    kind,
    ajv.getSchema(`${kind}.schema.json`),
  ]),
);
let documents = 0;
let invalid = 0;
const check = (kind, path) => {
  const front = readFileSync(path, "utf8").split("---\n", 2)[1];
  documents += 1;
  if (!validators[kind](yaml.load(front, { schema: yaml.CORE_SCHEMA }))) {
    invalid += 1;
    console.error(path, validators[kind].errors[0]);
  }
};
for (const incident of readdirSync(join(root, "incidents"))) {
  const folder = join(root, "incidents", incident);
  check("incident", join(folder, "README.md"));
  check("timeline", join(folder, "timeline.md"));
  check("evidence", join(folder, "evidence.md"));
  readdirSync(join(folder, "findings")).forEach((name) => check("finding", join(folder, "findings", name)));
}
console.log(`${documents} documents, ${invalid} invalid`);
