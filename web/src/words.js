// Puts findings into the words of one language, which wasm/bundle/src/words.rs has made of its Fluent file.

/** @import { FindingData, Messages, Pattern } from "../types" */

/**
 * The words of a finding: what is wrong, what to do, and where the rule comes from.
 * @param {FindingData} finding
 * @param {Messages} messages
 */
export function wordsOf(finding, messages) {
  const { code } = finding;
  const patterns = Object.hasOwn(messages, code) ? messages[code] : [code, code, ""];
  return { message: write(patterns[0], finding), help: write(patterns[1], finding), source: patterns[2] };
}

/**
 * @param {Pattern} pattern
 * @param {FindingData} finding
 * @returns {string}
 */
function write(pattern, finding) {
  if (typeof pattern === "string") return pattern;
  let text = "";
  for (const part of pattern) {
    if (typeof part === "string") {
      text += part;
      continue;
    }
    const [name, variants, usual = ""] = part;
    const value = parameter(finding, name);
    if (variants === undefined) text += value ?? `{$${name}}`;
    else text += write(variants[Object.hasOwn(variants, value ?? usual) ? (value ?? usual) : usual], finding);
  }
  return text;
}

/**
 * @param {FindingData} finding
 * @param {string} name
 */
function parameter({ form, field, params }, name) {
  if (name === "form") return form;
  if (name === "field") return field;
  return params?.[name];
}
