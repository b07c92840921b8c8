/** `serve --sandbox`, as a newcomer meets it: Success, and then failures, one after the other. */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { Agent } from "./agent.mjs";
import { WatchedPage, startBrowser } from "./browser.mjs";
import { Panel } from "./panel.mjs";

const browser = await startBrowser();
const agent = await Agent.start("--sandbox");
const watched = await WatchedPage.open(browser);
const { page } = watched;
after(() => page.close());
await page.goto(agent.url.href);
const panels = { outgoing: new Panel(page, "outgoing"), incoming: new Panel(page, "incoming") };
const chooser = page.locator("#scenario");
await chooser.waitFor();

/**
 * Chooses a scenario and tests one form.
 * @param {string} scenario
 * @param {keyof typeof panels} form
 */
async function play(scenario, form) {
  const played = page.waitForResponse((response) => response.url().endsWith("/api/v1/sandbox"));
  await chooser.selectOption(scenario);
  await played;
  const panel = panels[form];
  await panel.testButton.click();
  await panel.verdict.getByText(/^(Success|Failure)$/).waitFor();
  return panel;
}

describe("serve --sandbox", () => {
  test("the page says that it is a simulation, and its forms are filled in", async () => {
    await page.getByRole("note").getByText("This is a simulation").waitFor();
    assert.equal(await panels.outgoing.field("username").inputValue(), "mailer@contoso.test");
  });

  for (const form of /** @type {const} */ (["outgoing", "incoming"])) {
    test(`good settings succeed: ${form}`, async () => {
      // The first choice is made already.
      await play("secret-expired", form);
      const panel = await play("", form);
      assert.equal(await panel.verdict.textContent(), "Success");
      assert.equal(await panel.finding("server", "simulation").count(), 1);
    });
  }

  for (const [scenario, form] of /** @type {const} */ ([
    ["secret-expired", "incoming"],
    ["smtp-auth-disabled-mailbox", "outgoing"],
    ["token-wrong-audience", "incoming"],
    ["app-not-found", "outgoing"],
    ["cert-expired", "incoming"],
  ])) {
    test(`${scenario} is explained first`, async () => {
      const panel = await play(scenario, form);
      assert.equal(await panel.verdict.textContent(), "Failure");
      const first = panel.result.locator(".cause").first();
      assert.equal(await first.getAttribute("data-cause"), scenario);
    });
  }

  test("the page is quiet and accessible", async () => {
    watched.assertQuiet(agent);
    await watched.assertAccessible("a scenario was played");
  });
});
