// The rules: the same Rust code that the agent runs, compiled to WebAssembly.

import init, { defaultPort, validateIncoming, validateOutgoing } from "../wasm/mailvet_wasm.js";

/** @import { Rules } from "../types" */

/** @returns {Promise<Rules>} */
export async function loadRules() {
  await init();
  return {
    validate(form, settings, identityHosts) {
      const context = { identity_hosts: identityHosts };
      return form === "outgoing" ? validateOutgoing(settings, context) : validateIncoming(settings, context);
    },
    defaultPort,
  };
}
