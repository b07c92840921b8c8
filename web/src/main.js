// The agent's page: fetches the rules and the stored settings, and starts both panels.

import { Agent, takeToken } from "./agent.js";
import { button, element } from "./dom.js";
import { offerScenarios } from "./sandbox.js";
import { defaultPort, init, validateIncoming, validateOutgoing } from "./rules.js";
import { SettingsPanel } from "./settings-panel.js";
import { ACTIONS, FAULTS } from "./texts.js";

/** @import { Rules } from "../types" */

const place = /** @type {HTMLElement} */ (document.querySelector("#fault"));
const [outgoing, incoming] = /** @type {NodeListOf<SettingsPanel>} */ (
  document.querySelectorAll("mailvet-settings")
);

window.addEventListener("hashchange", () => {
  if (takeToken()) location.reload();
});
start();

async function start() {
  const token = takeToken();
  if (!token) return fail(FAULTS.token);
  const agent = new Agent(token);
  const [rules, stored, sandbox] = await Promise.all([
    loadRules().catch(() => fail(FAULTS.rules)),
    agent.stored().catch((error) => fail(error.message)),
    agent.sandbox().catch(() => null),
  ]);
  if (!rules || !stored) return;
  outgoing.start(rules, agent, stored.outgoing);
  incoming.start(rules, agent, stored.incoming);
  offerSameAccount();
  if (sandbox) await offerScenarios(agent, sandbox, { outgoing, incoming }, place);
}

/** @returns {Promise<Rules>} */
async function loadRules() {
  const language = await init({ wasm: "/wasm/mailvet_wasm_bg.wasm", language: document.documentElement.lang });
  return {
    language,
    validate(form, settings, identityHosts) {
      const context = { identity_hosts: identityHosts };
      return form === "outgoing" ? validateOutgoing(settings, context) : validateIncoming(settings, context);
    },
    defaultPort,
  };
}

/** Both servers mostly share one account: it need not be typed twice. */
function offerSameAccount() {
  const offer = button(ACTIONS.sameAccount, () => (incoming.account = outgoing.account), {
    class: "link",
    name: "same-account",
  });
  incoming.querySelector("h2")?.after(offer);
}

/** @param {string} text */
function fail(text) {
  place.replaceChildren(element("p", {}, text));
  for (const panel of [outgoing, incoming]) panel.hidden = true;
}
