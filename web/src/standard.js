// The forms as Standard Schema v1 objects, which form libraries take as they are.

import { judge } from "./rules.js";

/** @import { Finding, FormName, FormSchema, Issue } from "../types" */

/**
 * @template {object} Form
 * @param {FormName} name
 * @returns {FormSchema<Form>}
 */
function schemaOf(name) {
  return {
    "~standard": {
      version: 1,
      vendor: "mailvet",
      validate(value) {
        const found = findings(name, value);
        const issues = found.filter(({ severity }) => severity === "error").map(issueOf);
        return issues.length ? { issues } : { value: normalised(/** @type {Form} */ (value), found) };
      },
    },
    lint: (value) => findings(name, value).filter(({ severity }) => severity !== "error").map(issueOf),
  };
}

/** The *Outgoing Email Server Settings*. @type {FormSchema<import("../types").OutgoingForm>} */
export const outgoing = schemaOf("outgoing");

/** The *Incoming Email Server Settings*. @type {FormSchema<import("../types").IncomingForm>} */
export const incoming = schemaOf("incoming");

/**
 * What is no form at all is judged as an empty one, so that every issue stands at a field.
 * @param {FormName} name
 * @param {unknown} value
 */
function findings(name, value) {
  const isForm = typeof value === "object" && value !== null && !Array.isArray(value);
  return judge({ [name]: isForm ? value : {} });
}

/**
 * @param {Finding} finding
 * @returns {Issue}
 */
function issueOf(finding) {
  return { ...finding, path: finding.field.split(".") };
}

/**
 * The form with every safe fix applied, the port a number, and check boxes true or false.
 * @template {object} Form
 * @param {Form} form
 * @param {Finding[]} findings
 * @returns {Form}
 */
function normalised(form, findings) {
  /** @type {Record<string, any>} */
  const result = { ...form };
  /** @type {Record<string, unknown>} */
  const edits = {};
  for (const { fix } of findings) {
    // What an earlier finding has mended is not what a later one saw.
    if (!fix?.safe || fix.edits.some(({ field }) => Object.hasOwn(edits, field))) continue;
    for (const { field, value } of fix.edits) edits[field] = value;
  }
  for (const [field, value] of Object.entries(edits)) {
    const [key, inner] = field.split(".");
    result[key] = inner === undefined ? value : { ...result[key], [inner]: value };
  }
  if (typeof result.port === "string" && result.port.trim() !== "") result.port = Number(result.port);
  for (const key of ["use_ssl", "requires_authentication"]) {
    if (typeof result[key] === "string" && result[key] !== "") result[key] = result[key].trim() === "true";
  }
  return /** @type {Form} */ (result);
}
