// Puts findings into the words of one language, which wasm/bundle/src/words.rs has made of its Fluent file.

/** @import { FindingData, Messages, Pattern } from "../types" */

/** @typedef {[message: Pattern, help: Pattern, source: string]} Patterns */

/**
 * The words of a finding: what is wrong, what to do, and where the rule comes from.
 * @param {FindingData} finding
 * @param {Messages} messages
 */
export function wordsOf(finding, messages) {
  const { code, form, field, params } = finding;
  return words(Object.hasOwn(messages, code) ? messages[code] : nameless(code), form, field, params);
}

/**
 * What is said in place of words that are not there.
 * @param {string} code
 * @returns {Patterns}
 */
export function nameless(code) {
  return [code, code, ""];
}

/**
 * The words of a finding by the patterns of its code.
 * @param {Patterns} patterns
 * @param {string} form
 * @param {string} field
 * @param {Record<string, string> | undefined} params
 */
export function words([message, help, source], form, field, params) {
  return {
    message: typeof message === "string" ? message : write(message, form, field, params),
    help: typeof help === "string" ? help : write(help, form, field, params),
    source,
  };
}

/**
 * @param {Exclude<Pattern, string>} pattern
 * @param {string} form
 * @param {string} field
 * @param {Record<string, string> | undefined} params
 * @returns {string}
 */
function write(pattern, form, field, params) {
  let text = "";
  for (const part of pattern) {
    if (typeof part === "string") {
      text += part;
      continue;
    }
    const [name, variants, usual = ""] = part;
    const value = name === "form" ? form : name === "field" ? field : params?.[name];
    if (variants === undefined) text += value ?? `{$${name}}`;
    else {
      const variant = variants[Object.hasOwn(variants, value ?? usual) ? (value ?? usual) : usual];
      text += typeof variant === "string" ? variant : write(variant, form, field, params);
    }
  }
  return text;
}
