// Settings as plain data: between the API's nested tables and the form's dotted keys, and what differs.

/** @import { Settings, StoredSecret, Value, Values } from "../types" */

/** @type {StoredSecret} */
export const STORED = Object.freeze({ stored: true });

/**
 * @param {unknown} value
 * @returns {value is StoredSecret}
 */
export function isStored(value) {
  return typeof value === "object" && value !== null && "stored" in value;
}

/**
 * @param {Settings} settings
 * @param {string} [prefix]
 * @returns {Values}
 */
export function flatten(settings, prefix = "") {
  /** @type {Values} */
  const values = {};
  for (const [key, value] of Object.entries(settings)) {
    if (value === null) continue;
    if (typeof value !== "object") values[prefix + key] = value;
    else if (isStored(value)) values[prefix + key] = STORED;
    else Object.assign(values, flatten(/** @type {Settings} */ (value), `${prefix}${key}.`));
  }
  return values;
}

/**
 * @param {Values} values
 * @returns {Settings}
 */
export function nest(values) {
  /** @type {Settings} */
  const settings = {};
  for (const [key, value] of Object.entries(values)) {
    const [table, inner] = key.split(".");
    if (inner === undefined) settings[key] = value;
    else settings[table] = { .../** @type {Settings} */ (settings[table]), [inner]: value };
  }
  return settings;
}

/**
 * The keys whose value is not the same, with both values.
 * @param {Values} before
 * @param {Values} after
 * @returns {{ key: string, before?: Value, after?: Value }[]}
 */
export function differences(before, after) {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => !same(before[key], after[key]))
    .map((key) => ({ key, before: before[key], after: after[key] }));
}

/**
 * @param {Value | undefined} one
 * @param {Value | undefined} other
 */
function same(one, other) {
  if (isStored(one) || isStored(other)) return isStored(one) && isStored(other);
  return one === other || (one !== undefined && other !== undefined && String(one) === String(other));
}
