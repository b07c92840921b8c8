/** One of the two forms on the page, by its settings keys. */
import assert from "node:assert/strict";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("./cases.mjs").FormName} FormName */

export class Panel {
  /**
   * @param {Page} page
   * @param {FormName} form
   */
  constructor(page, form) {
    this.page = page;
    this.root = page.locator(`mailvet-settings[form=${form}]`);
    this.testButton = this.root.locator("[name=test]");
    this.sendButton = this.root.locator("[name=send]");
    this.updateButton = this.root.locator("[name=update]");
    this.verdict = this.root.locator(".verdict");
    this.summary = this.root.locator(".problem-summary");
    this.result = this.root.locator(".result");
    this.note = this.root.locator(".note");
  }

  /** @param {string} key */
  field(key) {
    return this.root.locator(`[name="${key}"]`);
  }

  /**
   * @param {string} key
   * @param {string} value
   */
  choice(key, value) {
    return this.root.locator(`[name="${key}"][value="${value}"]`);
  }

  /**
   * What is shown at a field.
   * @param {string} key
   * @param {string} code
   */
  finding(key, code) {
    return this.root.locator(`[data-field="${key}"] .finding[data-code="${code}"]`);
  }

  /**
   * Fills in settings as they stand in a settings file.
   * @param {Record<string, any>} settings
   * @param {string} [prefix]
   */
  async fill(settings, prefix = "") {
    for (const [key, value] of Object.entries(settings)) {
      const name = prefix + key;
      // The form has no field for it.
      if (["client_auth", "use_ssl"].includes(key) && !(await this.field(name).count())) continue;
      if (typeof value === "object") await this.fill(value, `${name}.`);
      else if (["oauth.provider", "oauth.flow"].includes(name)) await this.field(name).selectOption(value);
      else if (typeof value === "boolean") await this.field(name).setChecked(value);
      else if (name === "security") await this.#chooseSecurity(value);
      else await this.field(name).fill(String(value));
    }
  }

  /**
   * The outgoing form has three choices; the incoming one has two check boxes.
   * @param {string} security
   */
  async #chooseSecurity(security) {
    if (await this.field("use_ssl").count()) {
      await this.field("use_ssl").setChecked(security === "ssl");
      if (security !== "ssl") await this.field("security").setChecked(security === "tls");
    } else {
      await this.choice("security", security).check();
    }
  }

  /** Sends a test message. @param {string} [recipient] the one that is proposed, where it is left out */
  async sendMessage(recipient) {
    const dialog = this.page.locator("dialog.question");
    await this.sendButton.click();
    if (recipient !== undefined) await dialog.locator("[name=send_to]").fill(recipient);
    await dialog.locator("[name=confirm]").click();
    await dialog.waitFor({ state: "detached" });
  }

  /** @param {"success" | "failure" | "none"} verdict */
  async waitForVerdict(verdict) {
    await this.root.locator(`.verdict[data-verdict="${verdict}"]`).waitFor();
  }

  /** What the stage list shows. @returns {Promise<Record<string, string>>} */
  async stages() {
    const pairs = await this.root.locator("[data-stage]").evaluateAll((items) =>
      items.map((item) => {
        const { stage, status } = /** @type {HTMLElement} */ (item).dataset;
        return [stage, status];
      }),
    );
    return Object.fromEntries(pairs);
  }

  /** The check: the verdict stands beside the button, on its right. */
  async assertVerdictBesideButton() {
    const [button, verdict] = await Promise.all([this.testButton.boundingBox(), this.verdict.boundingBox()]);
    assert.ok(button && verdict);
    const middle = verdict.y + verdict.height / 2;
    assert.ok(button.y < middle && middle < button.y + button.height, "on one line with the button");
    assert.ok(verdict.x >= button.x + button.width, "on its right");
    assert.ok(verdict.x - (button.x + button.width) < 50, "near it");
  }

  /** The values that the inputs hold. @returns {Promise<Record<string, string | boolean>>} */
  async values() {
    const pairs = await this.root.locator("input[name], select[name]").evaluateAll((inputs) =>
      inputs
        .map((input) => /** @type {HTMLInputElement} */ (input))
        .filter((input) => input.type !== "radio" || input.checked)
        .map((input) => [input.name, input.type === "checkbox" ? input.checked : input.value]),
    );
    return Object.fromEntries(pairs);
  }
}
