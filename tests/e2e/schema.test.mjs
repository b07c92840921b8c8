/**
 * The JSON Schema of the settings file agrees with the rules on what is a key, a type and a choice: an editor
 * marks what they refuse and nothing else.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { CASES, settingsOf } from "./cases.mjs";
import { mailvet } from "./cli.mjs";

/** What a schema can say; all else is for the rules. */
const OF_SHAPE = new Set([
  "not-a-value",
  "port-malformed",
  "secret-reference-malformed",
  "unknown-choice",
  "unknown-key",
  "wrong-type",
]);

const { stdout, status } = await mailvet(["schema"]);
assert.equal(status, 0);
const validate = new Ajv2020({ allErrors: true }).compile(JSON.parse(stdout));

/**
 * A secret of the agent's store stands in the API only.
 * @param {import("./cases.mjs").Case} row
 */
const isOfTheApi = (row) => JSON.stringify(row).includes('{"stored":');

/**
 * Where the schema finds fault, as `form.field`.
 * @param {object} settings
 */
function marked(settings) {
  if (validate(settings)) return new Set();
  return new Set(
    (validate.errors ?? []).map(({ instancePath, params }) =>
      [...instancePath.split("/").slice(1), params.additionalProperty].filter(Boolean).join("."),
    ),
  );
}

for (const row of CASES.filter((row) => !isOfTheApi(row))) {
  test(row.name, () => {
    const expected = row.findings
      .filter(({ code }) => OF_SHAPE.has(code))
      .map(({ form, field }) => `${form}.${field}`);
    const found = [...marked(settingsOf(row))];
    assert.deepEqual(found.filter((place) => !expected.some((one) => place.startsWith(one))), []);
    assert.deepEqual(expected.filter((one) => !found.some((place) => place.startsWith(one))), []);
  });
}

for (const [name, settings, isGood] of /** @type {[string, object, boolean][]} */ ([
  ["an empty file", {}, true],
  ["the key that names the schema", { $schema: "./settings.schema.json", outgoing: {} }, true],
  ["an unknown table", { outgonig: {} }, false],
  ["a form that is no table", { outgoing: "smtp.example.com" }, false],
  ["an unknown key", { incoming: { sever: "imap.example.com" } }, false],
  ["an unknown key of OAuth", { incoming: { oauth: { clientid: "x" } } }, false],
  ["a key of the other form", { incoming: { reply_to: "me@example.com" } }, false],
  ["keys of an older release", { incoming: { enable_exchange_oauth: true } }, true],
  ["such keys in the other form", { outgoing: { enable_exchange_oauth: true } }, false],
  ["a choice in capitals", { outgoing: { security: " TLS " } }, true],
  ["a choice left empty", { outgoing: { security: "" } }, true],
  ["a choice of the other form", { incoming: { protocol: "smtp" } }, false],
  ["a check box as text", { incoming: { use_ssl: "true" } }, true],
  ["a check box as a word", { incoming: { use_ssl: "yes" } }, false],
  ["a port as text", { incoming: { port: " 0993 " } }, true],
  ["the highest port", { incoming: { port: 65535 } }, true],
  ["a port beyond it, as text", { incoming: { port: "65536" } }, false],
  ["port 0 as text", { incoming: { port: "0" } }, false],
  ["a secret in the environment", { incoming: { password: { env: "PASSWORD" } } }, true],
  ["a secret in a file", { incoming: { password: { file: "password" } } }, true],
  ["a secret of a command", { incoming: { password: { command: ["pass", "mail"] } } }, true],
  ["a secret in two places", { incoming: { password: { env: "PASSWORD", file: "x" } } }, false],
  ["a secret of the agent's store", { incoming: { password: { stored: true } } }, false],
  ["a command that is no list", { incoming: { password: { command: "pass mail" } } }, false],
])) {
  test(name, () => assert.equal(validate(settings), isGood, JSON.stringify(validate.errors)));
}
