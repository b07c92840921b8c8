// Builds elements. Text goes in as text only, so nothing that a server says can become markup.

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | boolean | undefined>} [attributes] `true` sets a bare attribute
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/**
 * @param {string | Node} content
 * @param {() => void} onClick
 * @param {Record<string, string | boolean | undefined>} [attributes]
 */
export function button(content, onClick, attributes = {}) {
  const made = element("button", { type: "button", ...attributes }, content);
  made.addEventListener("click", onClick);
  return made;
}

/**
 * Text that only screen readers get.
 * @param {string} text
 */
export function spoken(text) {
  return element("span", { class: "visually-hidden" }, text);
}

/**
 * The text of a server with every character that could deceive the eye written out: controls, marks that
 * turn the direction of reading, and characters without width.
 * @param {string} text
 */
export function visible(text) {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = /** @type {number} */ (character.codePointAt(0));
    return `\\u{${code.toString(16)}}`;
  });
}

/**
 * The same of a text that may have several lines.
 * @param {string} text
 */
export function visibleLines(text) {
  return text.split("\n").map(visible).join("\n");
}
