// Asks one question in a modal dialog. Escape and Cancel mean no.

import { button, element } from "./dom.js";
import { ACTIONS } from "./texts.js";

let asked = 0;

/**
 * @param {string} title
 * @param {(Node | string)[]} content a field in it with `autofocus` has the focus, else Cancel has it
 * @param {string} confirmation what the button that says yes is called
 * @param {() => boolean} [mayConfirm] whether the dialog is complete
 * @returns {Promise<boolean>}
 */
export function ask(title, content, confirmation, mayConfirm = () => true) {
  asked += 1;
  const heading = element("h2", { id: `question-${asked}` }, title);
  const body = element("div", { id: `question-${asked}-body`, class: "dialog-body" }, ...content);
  const dialog = element(
    "dialog",
    { class: "question", "aria-labelledby": heading.id, "aria-describedby": body.id },
    heading,
    body,
    element(
      "div",
      { class: "dialog-actions" },
      button(confirmation, () => mayConfirm() && dialog.close("yes"), { class: "primary", name: "confirm" }),
      button(ACTIONS.cancel, () => dialog.close(""), { name: "cancel", autofocus: true }),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}
