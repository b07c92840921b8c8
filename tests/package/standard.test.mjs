/** The forms as Standard Schemas: by themselves, and taken by two form libraries as they are. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { FormApi } from "@tanstack/form-core";

/** @type {typeof import("../../web/package/index.js")} */
const { incoming, outgoing, validateOutgoing } = await import(
  new URL("../../web/dist/index.js", import.meta.url).href
);

const GOOD = {
  server: "smtp.office365.com",
  security: "tls",
  port: 587,
  requires_authentication: true,
  username: "legal@example.com",
  oauth: {
    provider: "microsoft-exchange",
    client_id: "11111111-2222-4333-8444-555555555555",
    client_secret: "Abc8Q~value.of_a-secret",
    authority_url: "https://login.microsoftonline.com/aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee/oauth2/v2.0/token",
  },
};
const WRONG = { ...GOOD, server: "smtp.office365.com:587", oauth: { ...GOOD.oauth, client_id: "me@example.com" } };

/** @param {unknown} value */
function issuesOf(value) {
  const result = outgoing["~standard"].validate(value);
  assert.ok(result.issues, "it was found good");
  return result.issues;
}

describe("a Standard Schema", () => {
  test("is one of version 1, and answers at once", () => {
    for (const schema of [incoming, outgoing]) {
      const { version, vendor } = schema["~standard"];
      assert.deepEqual([version, vendor], [1, "mailvet"]);
    }
    assert.deepEqual(outgoing["~standard"].validate(GOOD), { value: GOOD });
  });

  test("tells every error at its path, with what the finding says", () => {
    assert.deepEqual(
      issuesOf(WRONG).map(({ path, code, severity }) => [path, code, severity]),
      [
        [["server"], "server-has-port", "error"],
        [["oauth", "client_id"], "client-id-is-address", "error"],
      ],
    );
    const [{ path, ...finding }] = issuesOf(WRONG);
    assert.deepEqual(finding, validateOutgoing(WRONG)[0]);
    assert.ok(path);
  });

  for (const [name, value] of /** @type {[string, unknown][]} */ ([
    ["nothing", undefined],
    ["text", "smtp.example.com"],
    ["a list", [GOOD]],
    ["a list in the place of a value", { ...GOOD, server: ["smtp.example.com"] }],
  ])) {
    test(`has issues, and each a path, for ${name}`, () => {
      const issues = issuesOf(value);
      assert.ok(issues.length > 0);
      assert.ok(issues.every(({ path }) => path.length > 0));
    });
  }

  test("gives the form with every safe fix, its port a number and its boxes booleans", () => {
    const typed = { ...GOOD, server: " smtp.office365.com", port: "587", requires_authentication: "true" };
    assert.deepEqual(outgoing["~standard"].validate(typed), { value: GOOD });
    assert.equal(typed.server, " smtp.office365.com", "what was given stays as it is");
    assert.deepEqual(
      outgoing.lint(typed).map(({ code, path }) => [code, path]),
      [["surrounding-space", ["server"]]],
    );
  });
});

test("react-hook-form's resolver", async () => {
  const resolve = standardSchemaResolver(/** @type {any} */ (outgoing));
  const options = /** @type {any} */ ({ fields: {}, shouldUseNativeValidation: false });
  const good = await resolve(GOOD, undefined, options);
  assert.deepEqual([good.values, good.errors], [GOOD, {}]);
  const { errors } = /** @type {any} */ (await resolve(WRONG, undefined, options));
  const { message } = validateOutgoing(WRONG)[0];
  assert.equal(errors.server.message, message);
  assert.match(errors.oauth.client_id.message, /e-mail address/);
});

test("TanStack Form", () => {
  const form = new FormApi({ defaultValues: WRONG, validators: { onChange: /** @type {any} */ (outgoing) } });
  const unmount = form.mount();
  form.validateAllFields("change");
  form.validate("change");
  const [{ server, "oauth.client_id": clientId }] = /** @type {any} */ (form.state.errors);
  assert.equal(server[0].code, "server-has-port");
  assert.equal(clientId[0].code, "client-id-is-address");
  form.setFieldValue("server", "smtp.office365.com");
  form.setFieldValue("oauth.client_id", GOOD.oauth.client_id);
  form.validate("change");
  assert.deepEqual([form.state.errors, form.state.isValid], [[], true]);
  unmount();
});
