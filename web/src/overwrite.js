// What Update is going to change: each field with its old and its new value, secrets never in sight.

import { element, visible } from "./dom.js";
import { SettingsForm } from "./settings-form.js";
import { OVERWRITE } from "./texts.js";
import { differences, flatten, isStored } from "./values.js";

/** @import { FormName, Rules, StoredForm, Value, Values } from "../types" */

/**
 * @typedef {object} Change
 * @property {string} key
 * @property {string} label
 * @property {string} before
 * @property {string} after
 */

/**
 * The differences between what is stored and what the form shows. What is stored is read through a form of
 * its own, so that a default counts the same whether it was written down or not.
 * @param {FormName} form
 * @param {Rules} rules
 * @param {StoredForm} stored
 * @param {Values} values
 * @returns {Change[]}
 */
export function changes(form, rules, stored, values) {
  const shown = new SettingsForm(form, rules);
  shown.write(flatten(stored.settings));
  const order = shown.keys();
  const found = differences(shown.read(), values);
  found.sort((one, other) => order.indexOf(one.key) - order.indexOf(other.key));
  return found.map(({ key, before, after }) => {
    const secret = shown.isSecret(key) || isStored(before) || isStored(after);
    const words = secret
      ? secretWords
      : (/** @type {Value | undefined} */ value) => plainWords(shown, key, value);
    return { key, label: shown.labelOf(key), before: words(before), after: words(after) };
  });
}

/** @param {Change[]} list */
export function changeTable(list) {
  const rows = list.map(({ key, label, before, after }) =>
    element(
      "tr",
      { "data-field": key },
      element("th", { scope: "row" }, label),
      element("td", {}, visible(before)),
      element("td", {}, visible(after)),
    ),
  );
  const heads = [OVERWRITE.field, OVERWRITE.before, OVERWRITE.after];
  return element(
    "table",
    { class: "changes" },
    element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))),
    element("tbody", {}, ...rows),
  );
}

/** @param {Value | undefined} value */
function secretWords(value) {
  if (value === undefined) return OVERWRITE.nothing;
  return isStored(value) ? OVERWRITE.storedSecret : OVERWRITE.newSecret;
}

/**
 * @param {SettingsForm} form
 * @param {string} key
 * @param {Value | undefined} value
 */
function plainWords(form, key, value) {
  return value === undefined ? OVERWRITE.nothing : form.wordsOf(key, value);
}
