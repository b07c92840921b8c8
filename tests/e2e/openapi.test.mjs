/** The OpenAPI document is true: every call is in it with its methods, and real answers are as it says. */
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { Agent } from "./agent.mjs";
import { CASES, refersOutside, settingsOf } from "./cases.mjs";
import { temporaryFolder } from "./temporary.mjs";

const PREFIX = "api/v1/";
const agent = await Agent.start("--data", await temporaryFolder());

/** @type {any} */
const document = await (await agent.call("GET", "openapi.json")).json();
const ajv = new Ajv2020({ allErrors: true, strict: false, logger: false });
ajv.addFormat("double", true).addFormat("int64", true);
for (const format of ["uint", "uint16", "uint32"]) ajv.addFormat(format, true);
ajv.addSchema(closed(document), "api");

/**
 * The document with no room for keys that it does not name.
 * @param {any} value
 * @returns {any}
 */
function closed(value) {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== "object" || value === null) return value;
  const parts = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, closed(part)]));
  return parts.type === "object" && parts.properties ? { additionalProperties: false, ...parts } : parts;
}

/**
 * A schema of the document, by the keys that lead to it.
 * @param {string[]} path
 */
function schemaAt(...path) {
  const pointer = path.map((key) => encodeURIComponent(key.replaceAll("~", "~0").replaceAll("/", "~1")));
  return ajv.compile({ $ref: `api#/${pointer.join("/")}` });
}

/**
 * @param {import("ajv").ValidateFunction} validate
 * @param {unknown} value
 */
function conforms(validate, value) {
  assert.ok(validate(value), JSON.stringify(validate.errors, null, 1));
}

/** @type {(path: string, method: string, body: unknown, described?: string) => Promise<any>} */
async function call(path, method, body, described = `/${path}`) {
  const response = await agent.call(method, path, body);
  const answer = await response.json();
  const { responses } = document.paths[described][method.toLowerCase()];
  if (response.ok) {
    const place = ["paths", described, method.toLowerCase(), "responses", "200", "content"];
    conforms(schemaAt(...place, "application/json", "schema"), answer);
  } else {
    assert.equal(responses.default.$ref, "#/components/responses/Problem");
    const place = ["components", "responses", "Problem", "content", "application/problem+json"];
    conforms(schemaAt(...place, "schema"), answer);
    assert.equal(response.headers.get("content-type"), "application/problem+json");
  }
  return { status: response.status, answer };
}

describe("each call has the methods that are described", () => {
  for (const [path, methods] of Object.entries(document.paths)) {
    test(path, async () => {
      const response = await agent.call("PATCH", path.slice(1).replace("{id}", "x"), {});
      assert.equal(response.status, 405);
      const allowed = (response.headers.get("allow") ?? "").split(",").filter((method) => method !== "HEAD");
      assert.deepEqual(allowed, Object.keys(methods).map((method) => method.toUpperCase()));
    });
  }
});

test("findings of every row are as described", async () => {
  const question = schemaAt("paths", "/check", "post", "requestBody", "content", "application/json", "schema");
  for (const row of CASES) {
    const body = { ...settingsOf(row), identity_hosts: row.identity_hosts ?? [] };
    const { status } = await call("check", "POST", body);
    assert.equal(status, refersOutside(row) ? 422 : 200, row.name);
    if (row.findings.length === 0 && !refersOutside(row)) conforms(question, body);
  }
});

test("settings, as they are read, saved and read again", async () => {
  await call("settings", "GET", undefined);
  const settings = { server: "127.0.0.1", port: 1, username: "legal@example.com", password: "a right password" };
  const body = { settings, revision: null };
  conforms(schemaAt("paths", "/settings/incoming", "put", "requestBody", "content", "application/json", "schema"), body);
  assert.equal((await call("settings/incoming", "PUT", body)).status, 200);
  const { answer } = await call("settings", "GET", undefined);
  conforms(schemaAt("components", "schemas", "IncomingForm"), answer.incoming.settings);
  assert.equal((await call("settings/incoming", "PUT", body)).status, 409);
  assert.equal((await call("settings/outgoing", "PUT", { settings: { server: [] } })).status, 422);
});

test("refusals", async () => {
  assert.equal((await call("check", "POST", { outgonig: {} })).status, 422);
  assert.equal((await call("tests/x", "GET", undefined, "/tests/{id}")).status, 404);
  const response = await fetch(new URL(`/${PREFIX}settings`, agent.url));
  assert.equal(response.status, 401);
  conforms(schemaAt("components", "schemas", "Problem"), await response.json());
});

describe("the events of a test", () => {
  /** @type {{ event: string, data: any }[]} */
  let events = [];

  before(async () => {
    const incoming = { server: "127.0.0.1", port: 1, username: "legal@example.com", password: "a right password" };
    const response = await agent.call("POST", "test/incoming", { incoming, allow_cleartext_password: true });
    assert.equal(response.headers.get("content-type"), "text/event-stream");
    const blocks = (await response.text()).split("\n\n").filter((block) => block.includes("data:"));
    events = blocks.map((block) => {
      const [, event = "", data = ""] = /^event: ?(.*)\ndata: ?(.*)$/.exec(block) ?? [];
      return { event, data: JSON.parse(data) };
    });
  });

  test("are as described", () => {
    const place = ["paths", "/test/incoming", "post", "responses", "200", "content", "text/event-stream"];
    const kinds = new Set(events.map(({ event }) => event));
    assert.deepEqual([...kinds], ["test", "stages", "stage", "report"]);
    for (const { event, data } of events) conforms(schemaAt(...place, "x-events", event), data);
  });

  test("and so is the report, once more", async () => {
    const { answer } = await call(`tests/${events[0].data.id}`, "GET", undefined, "/tests/{id}");
    assert.deepEqual(answer, events.at(-1)?.data);
  });

  test("and what is handed over, as data and as a page", async () => {
    const path = `tests/${events[0].data.id}/hand-off`;
    const { answer } = await call(path, "GET", undefined, "/tests/{id}/hand-off");
    assert.deepEqual(answer.tests[0].own, [events.at(-1)?.data.tests[0].causes[0].title]);
    assert.doesNotMatch(JSON.stringify(answer), /a right password/);
    const page = await agent.call("GET", path, undefined, { accept: "text/markdown" });
    assert.equal(page.headers.get("content-type"), "text/markdown; charset=UTF-8");
    assert.match(await page.text(), /^# /);
  });

  test("of a test that nobody ran there is none", async () => {
    const { status } = await call("tests/x/hand-off", "GET", undefined, "/tests/{id}/hand-off");
    assert.equal(status, 404);
  });
});
