/** `serve --sandbox`, as a newcomer meets it: Success, and then failures, one after the other. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, describe, test } from "node:test";
import { Agent } from "./agent.mjs";
import { WatchedPage, startBrowser } from "./browser.mjs";
import { mailvet } from "./cli.mjs";
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

/** @param {string} scenario */
async function choose(scenario) {
  const played = page.waitForResponse((response) => response.url().endsWith("/api/v1/sandbox"));
  await chooser.selectOption(scenario);
  await played;
}

/**
 * Chooses a scenario and tests one form.
 * @param {string} scenario
 * @param {keyof typeof panels} form
 */
async function play(scenario, form) {
  await choose(scenario);
  const panel = panels[form];
  await panel.testButton.click();
  await panel.verdict.getByText(/^(Success|Failure)$/).waitFor();
  return panel;
}

/**
 * What a button of a hand-off gives as a file.
 * @param {import("playwright-core").Locator} handOff
 * @param {"markdown" | "json"} format
 */
async function download(handOff, format) {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    handOff.locator(`[name=hand-off-${format}]`).click(),
  ]);
  return readFile(await file.path(), "utf8");
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

  test("the one thing to change is seen at once, with who can and where; all else is folded", async () => {
    const { result } = await play("mailbox-permission-missing", "incoming");
    const causes = result.locator(".cause");
    const [first, second] = [causes.nth(0), causes.nth(1)];
    const steps = first.locator("[data-kind=steps]");
    assert.ok(await steps.isVisible());
    assert.match(await steps.innerText(), /Who can\s+an Exchange administrator/);
    assert.match((await steps.locator("a").getAttribute("href")) ?? "", /^https:\/\/admin\./);
    for (const script of await first.locator("pre").all()) assert.ok(await script.isHidden());
    await first.locator("details > summary").first().click();
    assert.ok(await first.locator("pre").first().isVisible());
    assert.ok(await second.locator("h5").isVisible());
    assert.ok(await second.locator("[data-kind=steps]").isHidden());
    await second.locator("summary").first().click();
    assert.ok(await second.locator("[data-kind=steps]").isVisible());
  });

  test("what speaks against a cause stands beside what speaks for it", async () => {
    const { result } = await play("token-missing-role", "outgoing");
    const why = result.locator(".cause").first().locator(".why");
    assert.match(await why.locator(".against").innerText(), /^But: .+ RBAC for Applications/);
    assert.notEqual(await why.locator("li:not(.against)").count(), 0);
  });

  test("a failure is handed over, to copy and to download, and holds no secret", async () => {
    await browser.grantPermissions(["clipboard-read", "clipboard-write"], { origin: agent.url.origin });
    const { result } = await play("mailbox-permission-missing", "incoming");
    const handOff = result.locator(".hand-off");
    assert.ok(await handOff.locator("pre").isHidden());
    await handOff.locator("summary").click();
    const shown = await handOff.locator("pre").innerText();
    await handOff.locator("[name=copy-hand-off]").click();
    await handOff.getByText("Copied.").waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    const [markdown, json] = [await download(handOff, "markdown"), await download(handOff, "json")];
    assert.deepEqual([copied, markdown], [shown, shown]);
    assert.match(markdown, /This is a simulation/);
    assert.match(markdown, /Add-MailboxPermission/);
    const [{ form, causes }] = JSON.parse(json).tests;
    assert.deepEqual([form, causes[0].id], ["incoming", "mailbox-permission-missing"]);
    const secret = await panels.incoming.field("oauth.client_secret").inputValue();
    assert.ok(secret.length > 8 && !(markdown + json).includes(secret));
    await watched.assertAccessible("a failure is handed over");
  });

  test("of a success there is nothing to hand over", async () => {
    const { result } = await play("", "incoming");
    assert.equal(await result.locator(".hand-off").count(), 0);
  });

  test("what only a test message shows stands apart, and is shown by one", async () => {
    const { stdout } = await mailvet(["sandbox", "--list", "--json"]);
    /** @typedef {{ name: string, needs_message?: true, needs_refresh?: true, refused_by_rules?: true, trigger: { proof?: string } }} Scenario */
    /** @type {Scenario[]} */
    const scenarios = JSON.parse(stdout);
    const offered = (/** @type {string} */ place) =>
      page.locator(place).evaluateAll((options) => options.map((option) => option.getAttribute("value")));
    const ofForm = scenarios.filter(({ needs_refresh, trigger }) => !needs_refresh && !trigger.proof);
    const names = (/** @type {(scenario: Scenario) => unknown} */ isMeant) =>
      ofForm.filter(isMeant).map(({ name }) => name);
    const apart = [...names((it) => it.needs_message), ...names((it) => it.refused_by_rules)];
    assert.deepEqual(await offered("#scenario > option"), ["", ...names(({ name }) => !apart.includes(name))]);
    assert.deepEqual(await offered("#scenario > optgroup > option"), apart);
    for (const name of ["client-assertion-invalid", "refresh-token-expired"]) {
      assert.ok(scenarios.some((scenario) => scenario.name === name) && !ofForm.some((scenario) => scenario.name === name));
    }
    for (const name of ["send-as-denied", "recipient-rejected"]) {
      const panel = await play(name, "outgoing");
      assert.equal(await panel.verdict.textContent(), "Success", "without a message nothing is wrong");
      await panel.sendMessage();
      await panel.verdict.getByText("Failure").waitFor();
      const first = panel.result.locator(".cause").first();
      assert.equal(await first.getAttribute("data-cause"), name);
    }
    const good = await play("", "outgoing");
    await good.sendMessage();
    await good.result.locator("[data-stage=send][data-status=ok]").waitFor();
    assert.equal(await good.verdict.textContent(), "Success");
  });

  test("what the rules refuse stands apart, and nothing of it is tested", async () => {
    const group = chooser.locator("optgroup", { has: page.locator("[value=tenant-not-given]") });
    assert.match((await group.getAttribute("label")) ?? "", /before any connection/);
    const refused = await group.locator("option").evaluateAll((all) => all.map((it) => it.getAttribute("value") ?? ""));
    /** @type {string[]} */
    const tested = [];
    await page.route("**/api/v1/test/*", (route, request) => {
      tested.push(request.url());
      return route.continue();
    });
    for (const scenario of refused) {
      await choose(scenario);
      for (const panel of Object.values(panels)) {
        await panel.testButton.click();
        await panel.summary.waitFor();
      }
    }
    await page.unroute("**/api/v1/test/*");
    assert.deepEqual([refused.length > 0, tested], [true, []]);
  });

  test("the page is quiet and accessible", async () => {
    watched.assertQuiet(agent);
    await watched.assertAccessible("a scenario was played");
  });

  test("a scenario that cannot be played says so", async () => {
    await page.route("**/api/v1/sandbox", (route) => route.abort());
    await chooser.selectOption("secret-expired");
    const fault = page.locator(".sandbox [role=alert]");
    await fault.getByText("The agent does not answer.").waitFor();
    await page.unroute("**/api/v1/sandbox");
    await play("", "outgoing");
    assert.equal(await fault.textContent(), "");
  });
});
