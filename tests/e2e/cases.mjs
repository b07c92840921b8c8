/** The tables of form cases, one row a case: those that were made, and the settings of real providers. */
import { readFileSync } from "node:fs";

/** @typedef {"outgoing" | "incoming"} FormName */

/**
 * What a row says of a finding. The words are the catalogue's.
 * @typedef {{ form: FormName, field: string, code: string, severity: string }} Expected
 */

/**
 * A finding as the interfaces give it.
 * @typedef {Expected & { message: string, help: string, fix?: object, source?: string, span?: object }}
 *   Finding
 */

/**
 * @typedef {object} Case
 * @property {string} name
 * @property {Record<string, any>} [outgoing]
 * @property {Record<string, any>} [incoming]
 * @property {string[]} [identity_hosts]
 * @property {Expected[]} findings
 */

/** @type {FormName[]} */
export const FORMS = ["outgoing", "incoming"];

/** @type {Case[]} */
export const CASES = ["forms", "providers"].flatMap((table) =>
  JSON.parse(readFileSync(new URL(`../cases/${table}.json`, import.meta.url), "utf8")),
);

/**
 * The settings of a row, as a settings file has them.
 * @param {Case} row
 */
export function settingsOf({ outgoing, incoming }) {
  return { ...(outgoing && { outgoing }), ...(incoming && { incoming }) };
}

/**
 * What a row says of findings.
 * @param {Finding[]} findings
 * @returns {Expected[]}
 */
export function essence(findings) {
  return findings.map(({ form, field, code, severity }) => ({ form, field, code, severity }));
}

/**
 * Whether a value of a row is a list or a table where a single value belongs. In JavaScript that is a
 * malformed call, which throws.
 * @param {Case} row
 */
export function isMalformedCall({ findings }) {
  return findings.some(({ code }) => code === "not-a-value");
}

/**
 * Whether a row refers to a secret outside, which the HTTP API does not take.
 * @param {Case} row
 */
export function refersOutside(row) {
  return /"(client_secret|password)":\{"(env|file|command)"/.test(JSON.stringify(row));
}
