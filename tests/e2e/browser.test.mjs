/** The form in a real browser, against a real agent and real servers. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { startBed } from "../bed/index.mjs";
import { Agent } from "./agent.mjs";
import { NATIVE_CLIENT, signIn, startAuthorizationServer } from "./authorization-server.mjs";
import { WatchedPage, startBrowser } from "./browser.mjs";
import { CASES, FORMS, isMalformedCall, settingsOf } from "./cases.mjs";
import { silent, startHostile } from "./hostile.mjs";
import { findMessage } from "./mailbox.mjs";
import { Panel } from "./panel.mjs";
import { assertAbsent, assertAbsentInFiles } from "./secrets.mjs";
import { byPassword, byToken, incoming, outgoing } from "./settings.mjs";
import { temporaryFolder } from "./temporary.mjs";
import { TokenRelay } from "./token-relay.mjs";
import { loadRules } from "./wasm.mjs";

const bed = await startBed();
const relay = await TokenRelay.start(bed);
after(async () => {
  await relay.stop();
  await bed.stop();
});
const folder = await temporaryFolder();
const browser = await startBrowser();
const { secret } = bed.clients.post;
const { password } = bed.users.alice;
const outgoingByToken = outgoing(bed, "starttls", byToken(bed, relay));
const incomingByToken = incoming(bed, "tls", byToken(bed, relay));

let started = 0;

/**
 * @typedef {object} Scene
 * @property {Agent} agent
 * @property {string} data the agent's folder
 * @property {WatchedPage} watched
 * @property {import("playwright-core").Page} page
 * @property {Panel} out
 * @property {Panel} inc
 */

/**
 * A test with an agent and a page of its own; in the end nothing must have gone wrong in the page.
 * @param {string} name
 * @param {(scene: Scene) => Promise<void>} act
 */
function scene(name, act) {
  test(name, async () => {
    const data = join(folder, `agent-${(started += 1)}`);
    const agent = await Agent.start("--data", data, "--ca-file", bed.caFile);
    const watched = await WatchedPage.open(browser);
    const { page } = watched;
    try {
      await page.goto(agent.url.href);
      const [out, inc] = FORMS.map((form) => new Panel(page, form));
      await Promise.all([out.testButton.waitFor(), inc.testButton.waitFor()]);
      await act({ agent, data, watched, page, out, inc });
      watched.assertQuiet(agent);
    } finally {
      await page.close();
    }
  });
}

/**
 * Presses Test, confirms the identity host where the form asks, and waits for the verdict.
 * @param {Panel} panel
 * @param {"success" | "failure"} verdict
 * @param {boolean} [asks]
 */
async function runTest(panel, verdict, asks = true) {
  await panel.testButton.click();
  if (asks) await panel.page.locator("dialog.question [name=confirm]").click();
  await panel.waitForVerdict(verdict);
}

scene("the table of form cases, through the wasm in the browser", async ({ agent, page }) => {
  const { rules } = await loadRules(agent, folder);
  const rows = CASES.filter((row) => !isMalformedCall(row));
  const settings = rows.map((row) => ({ settings: settingsOf(row), hosts: row.identity_hosts ?? [] }));
  const found = await page.evaluate(async (settings) => {
    const module = "/src/rules.js";
    const rules = await import(module);
    await rules.init({ wasm: "/wasm/mailvet_wasm_bg.wasm" });
    return settings.map(({ settings, hosts }) => rules.validateSettings(settings, { identity_hosts: hosts }));
  }, settings);
  for (const [at, { name }] of rows.entries()) {
    const { settings: same, hosts } = settings[at];
    assert.deepEqual(found[at], rules.validateSettings(same, { identity_hosts: hosts }), name);
  }
});

describe("while somebody types", () => {
  scene("an error waits until the field is left", async ({ page, out }) => {
    const server = out.field("server");
    await server.pressSequentially("https://smtp.example.com");
    assert.equal(await out.finding("server", "server-is-url").count(), 0);
    assert.equal(await server.getAttribute("aria-invalid"), null);
    await page.keyboard.press("Tab");
    await out.finding("server", "server-is-url").waitFor();
    assert.equal(await server.getAttribute("aria-invalid"), "true");
    const described = (await server.getAttribute("aria-describedby")) ?? "";
    const texts = described.split(" ").map((id) => page.locator(`[id="${id}"]`).innerText());
    assert.match((await Promise.all(texts)).join("\n"), /written as a URL/);
  });

  scene("a warning shows at once, and its fix is one click", async ({ out }) => {
    const server = out.field("server");
    await server.pressSequentially("smtp.example.com.");
    const warning = out.finding("server", "server-trailing-dot");
    await warning.waitFor();
    await warning.locator(".fix").click();
    assert.equal(await server.inputValue(), "smtp.example.com");
    await warning.waitFor({ state: "detached" });
  });

  scene("findings speak the language of the page, whatever the browser's is", async ({ page, out }) => {
    await page.addInitScript(() => Object.defineProperty(navigator, "languages", { value: ["de-AT", "en"] }));
    await page.reload();
    await out.testButton.waitFor();
    await out.field("server").fill("smtp.example.com.");
    const words = out.finding("server", "server-trailing-dot").locator("[lang]").first();
    await words.waitFor();
    assert.equal(await words.getAttribute("lang"), await page.locator("html").getAttribute("lang"));
    assert.match(await words.innerText(), /^The host name /);
  });

  scene("a fix takes host and port apart", async ({ page, out }) => {
    await out.field("server").fill("smtp.example.com:2525");
    await page.keyboard.press("Tab");
    await out.finding("server", "server-has-port").locator(".fix").click();
    assert.equal(await out.field("server").inputValue(), "smtp.example.com");
    assert.equal(await out.field("port").inputValue(), "2525");
  });

  scene("the security sets the port, and leaves alone what somebody chose", async ({ out, inc }) => {
    const port = out.field("port");
    for (const [security, usual] of [
      ["none", "25"],
      ["ssl", "465"],
      ["tls", "587"],
    ]) {
      await out.choice("security", security).check();
      assert.equal(await port.inputValue(), usual);
    }
    await port.fill("2525");
    await out.choice("security", "ssl").check();
    assert.equal(await port.inputValue(), "2525");
    assert.equal(await inc.field("port").inputValue(), "993");
    await inc.field("use_ssl").uncheck();
    assert.equal(await inc.field("port").inputValue(), "143");
    await inc.field("port").fill("10143");
    await inc.field("use_ssl").check();
    assert.equal(await inc.field("port").inputValue(), "10143");
  });

  scene("the password is greyed out with OAuth, and comes back", async ({ out }) => {
    await out.field("password").fill(password);
    await out.field("oauth.provider").selectOption("microsoft-exchange");
    assert.ok(await out.field("password").isDisabled());
    assert.ok(await out.field("oauth.client_id").isVisible());
    await out.field("oauth.provider").selectOption("none");
    assert.ok(await out.field("password").isEnabled());
    assert.ok(await out.field("oauth.client_id").isHidden());
  });

  scene("the account of the outgoing server for the incoming one", async ({ page, out, inc }) => {
    await out.fill(outgoingByToken);
    await page.locator("[name=same-account]").click();
    const values = await inc.values();
    assert.equal(values.username, bed.users.alice.address);
    assert.equal(values["oauth.client_id"], bed.clients.post.id);
    assert.equal(values["oauth.client_secret"], secret);
  });
});

describe("flows", async () => {
  const server = await startAuthorizationServer([NATIVE_CLIENT]);
  after(() => server.stop());

  scene("each flow shows the fields that it reads", async ({ out }) => {
    const shows = async (/** @type {string[]} */ ...expected) => {
      const keys = ["client_id", "client_secret", "certificate", "assertion_file", "service_account_file"];
      const shown = [];
      for (const key of keys) if (await out.field(`oauth.${key}`).isVisible()) shown.push(key);
      assert.deepEqual(shown, expected);
    };
    await out.field("oauth.provider").selectOption("microsoft-exchange");
    await shows("client_id", "client_secret", "certificate", "assertion_file");
    await out.field("oauth.client_secret").fill(secret);
    await shows("client_id", "client_secret");
    await out.field("oauth.client_secret").fill("");
    await out.field("oauth.certificate").fill("client.pem");
    await shows("client_id", "client_secret", "certificate");
    assert.ok(await out.field("oauth.certificate_password").isVisible());
    await out.field("oauth.provider").selectOption("google-workspace");
    await shows("service_account_file");
    await out.field("oauth.flow").selectOption("authorization-code");
    await shows("client_id", "client_secret", "certificate");
    await out.field("oauth.flow").selectOption("password");
    assert.ok(await out.field("password").isEnabled());
  });

  scene("a device code is shown until somebody has signed in", async ({ inc }) => {
    await inc.fill({
      ...{ server: "127.0.0.1", use_ssl: true, port: 9, username: "alice" },
      oauth: {
        ...{ provider: "custom", flow: "device-code", client_id: NATIVE_CLIENT.client_id },
        ...{ authority_url: server.metadata, scope: "openid offline_access mail" },
      },
    });
    await inc.testButton.click();
    const prompt = inc.root.locator(".sign-in");
    const code = (await prompt.locator(".user-code").textContent()) ?? "";
    assert.match(code, /^[A-Z]{4}-[A-Z]{4}$/);
    assert.match((await prompt.locator(".time-left").textContent()) ?? "", /^[0-5]:\d\d left$/);
    assert.ok(await prompt.locator("[name=copy-code]").isVisible());
    const link = (await prompt.locator("a").getAttribute("href")) ?? "";
    assert.ok(link.startsWith(`${server.issuer}/device`), link);
    await signIn(link);
    await inc.waitForVerdict("failure");
    assert.equal(await prompt.count(), 0);
    assert.equal((await inc.stages()).token, "ok");
  });
});

describe("Test Connection", () => {
  for (const { name, form, settings, asks } of /** @type {const} */ ([
    { name: "outgoing, by a token", form: "out", settings: outgoingByToken, asks: true },
    { name: "incoming, by a token", form: "inc", settings: incomingByToken, asks: true },
    {
      name: "outgoing, by a password",
      form: "out",
      settings: outgoing(bed, "tls", byPassword(bed)),
      asks: false,
    },
    {
      name: "incoming, by a password",
      form: "inc",
      settings: incoming(bed, "starttls", byPassword(bed)),
      asks: false,
    },
  ])) {
    scene(`succeeds: ${name}`, async ({ agent, data, page, ...panels }) => {
      const panel = panels[form];
      await panel.fill(settings);
      await watchStages(page);
      await runTest(panel, "success", asks);
      assert.equal(await panel.verdict.innerText(), "Success");
      await panel.assertVerdictBesideButton();
      const stages = await panel.stages();
      assert.deepEqual([...new Set(Object.values(stages))], ["ok"]);
      const seen = await seenStages(page);
      for (const stage of Object.keys(stages)) {
        const [first, ...later] = seen[stage];
        assert.equal(first, "pending", stage);
        // With STARTTLS the greeting counts only once the encryption stands, and may be told at once.
        const atOnce = stage === "greeting" && settings.security === "tls" && later.length === 1;
        assert.deepEqual(later, atOnce ? ["ok"] : ["running", "ok"], `${stage} filled as it ran`);
      }
      assert.match(await panel.root.locator("[role=status]").innerText(), /Success/);
      const stored = await (await agent.call("GET", "settings")).json();
      assert.deepEqual(stored, { outgoing: null, incoming: null }, "a test saves nothing");
      await assertNoSecretLeft(page, data, agent);
    });
  }

  scene("fails with the stage and the server's words", async ({ agent, data, page, out }) => {
    await out.fill(outgoing(bed, "tls", byToken(bed, relay, { client_secret: `${secret}-wrong` })));
    await runTest(out, "failure");
    assert.equal(await out.verdict.innerText(), "Failure");
    await out.assertVerdictBesideButton();
    const { token, claims, authenticate, capability } = await out.stages();
    assert.deepEqual([capability, token, claims, authenticate], ["ok", "failed", "skipped", "skipped"]);
    const words = out.root.locator('[data-stage=token][data-status="failed"]');
    assert.match(await words.innerText(), /client authentication failed/);
    await assertNoSecretLeft(page, data, agent);
  });

  scene("the host of a secret is asked for by name, and No means no", async ({ page, out }) => {
    const asked = relay.requests.length;
    await out.fill(outgoingByToken);
    await out.testButton.click();
    const dialog = page.locator("dialog.question");
    assert.match(await dialog.innerText(), new RegExp(relay.identityHost));
    await dialog.locator("[name=cancel]").click();
    await out.summary.waitFor();
    assert.match(await out.summary.innerText(), /is not a sign-in host of Microsoft/);
    await out.testButton.click();
    await page.keyboard.press("Escape");
    await out.summary.waitFor();
    assert.equal(relay.requests.length, asked);
  });

  scene("a password in clear is asked for", async ({ page, out }) => {
    await out.fill({
      ...outgoing(bed, "noStarttls", byPassword(bed)),
      security: "none",
      port: bed.smtp.noStarttls,
    });
    await out.testButton.click();
    await page.locator("dialog.question [name=cancel]").click();
    assert.equal(await out.result.count(), 0);
    await runTest(out, "success");
  });

  scene("errors stand in the way, and the summary leads to them", async ({ page, out }) => {
    await out.testButton.click();
    await out.summary.waitFor();
    assert.ok(await out.summary.evaluate((summary) => summary === document.activeElement));
    await out.summary.locator("a").first().click();
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("name")), "server");
    assert.equal(await out.result.count(), 0, "nothing was tested");
  });

  scene("can be stopped", async ({ page, inc }) => {
    const server = await startHostile(silent);
    await inc.fill({ ...incoming(bed, "tls", byPassword(bed)), port: server.port });
    await inc.testButton.click();
    await inc.root.locator('[data-stage=tls][data-status="running"]').waitFor();
    await inc.testButton.click();
    await inc.waitForVerdict("none");
    assert.match(await inc.note.innerText(), /stopped/);
    const { connect, tls, authenticate } = await inc.stages();
    assert.deepEqual([connect, tls, authenticate], ["ok", "stopped", "skipped"]);
    assert.equal(await page.locator('[data-status="running"]').count(), 0);
  });

  scene("a changed form makes the result an old one", async ({ out }) => {
    await out.fill(outgoing(bed, "tls", byPassword(bed)));
    await runTest(out, "success", false);
    await out.field("username").fill("somebody@testbed.test");
    assert.ok(await out.verdict.isHidden());
    assert.match(await out.result.innerText(), /changed since this test/);
  });
});

describe("Send a test message", () => {
  const { address } = bed.users.alice;
  const settings = outgoing(bed, "tls", byPassword(bed));

  scene("goes to the one who is named, and is found again by its Message-ID", async ({ out }) => {
    await out.fill(settings);
    await out.sendMessage(address);
    await out.waitForVerdict("success");
    assert.equal((await out.stages()).send, "ok");
    const words = await out.root.locator("[data-stage=send] .stage-words").innerText();
    const [, recipient, id] = /^To (\S+), with the Message-ID (<\S+>)$/.exec(words) ?? [];
    assert.equal(recipient, address);
    await findMessage(bed, id);
  });

  scene("nothing but the button of the dialog sends", async ({ page, out }) => {
    const dialog = page.locator("dialog.question");
    const recipient = dialog.locator("[name=send_to]");
    const confirm = dialog.locator("[name=confirm]");
    const sends = page.waitForRequest((request) => /send_to/.test(request.postData() ?? ""), { timeout: 0 });
    let sent = false;
    sends.then(() => (sent = true)).catch(() => {});
    await out.fill(settings);
    await out.field("port").press("Enter");
    await out.waitForVerdict("success");
    assert.ok(!("send" in (await out.stages())), "Enter in the form tests the connection alone");
    await out.sendButton.click();
    assert.match(await dialog.innerText(), new RegExp(`from “${address}”`));
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("name")), "send_to");
    await recipient.fill(address);
    await page.keyboard.press("Enter");
    assert.ok(await dialog.isVisible(), "Enter is no answer");
    await page.keyboard.press("Escape");
    await out.sendButton.click();
    assert.equal(await recipient.inputValue(), "", "nobody is proposed who got nothing");
    for (const [typed, code] of [
      ["", "recipient-missing"],
      ["legal", "address-malformed"],
      ["a@testbed.test, b@testbed.test", "address-several"],
    ]) {
      await recipient.fill(typed);
      await confirm.click();
      await dialog.locator(`.finding[data-code=${code}]`).waitFor();
      assert.equal(await recipient.getAttribute("aria-invalid"), "true");
    }
    await dialog.locator(".fix").click();
    assert.equal(await recipient.inputValue(), "a@testbed.test");
    await dialog.locator("[name=cancel]").click();
    assert.ok(!sent);
  });

  scene("errors of the form stand in its way, and the incoming form has no such thing", async ({ page, out, inc }) => {
    await out.sendButton.click();
    await out.summary.waitFor();
    assert.equal(await page.locator("dialog").count(), 0);
    assert.equal(await inc.sendButton.count(), 0);
  });
});

describe("Update", () => {
  scene(
    "saves, names what it overwrites, and everything is there again",
    async ({ agent, data, page, out }) => {
      await out.fill(outgoingByToken);
      await runTest(out, "success");
      await save(out, /Saved/);
      await out.field("port").fill("2525");
      await out.field("reply_to").fill("cases@testbed.test");
      await out.field("oauth.client_secret").fill("another-secret~value.0123");
      await out.updateButton.click();
      const dialog = page.locator("dialog.question");
      const changed = await dialog
        .locator("tr[data-field]")
        .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
      assert.deepEqual(changed, [
        ["Reply-To Email Address", "empty", "cases@testbed.test"],
        ["Port", `${bed.smtp.starttls}`, "2525"],
        ["Application Client Secret", "stored secret", "replaced"],
      ]);
      await dialog.locator("[name=cancel]").click();
      const kept = await (await agent.call("GET", "settings")).json();
      assert.equal(Number(kept.outgoing.settings.port), bed.smtp.starttls, "No means no");

      await page.reload();
      await out.testButton.waitFor();
      const values = await out.values();
      assert.equal(values.server, "127.0.0.1");
      assert.equal(values.port, `${bed.smtp.starttls}`);
      assert.equal(values.security, "tls");
      assert.equal(values.requires_authentication, true);
      assert.equal(values.username, bed.users.alice.address);
      assert.equal(values["oauth.provider"], "microsoft-exchange");
      assert.equal(values["oauth.client_id"], bed.clients.post.id);
      assert.equal(values["oauth.client_secret"], "", "the secret does not come back");
      assert.equal(values["oauth.authority_url"], relay.authority);
      await assertNoSecretLeft(page, data, agent);

      await runTest(out, "success");
      assert.deepEqual([...new Set(Object.values(await out.stages()))], ["ok"], "with the stored secret");
    },
  );

  scene("a stored secret goes to no other server", async ({ page, out }) => {
    const asked = relay.requests.length;
    await out.fill(outgoingByToken);
    await out.updateButton.click();
    await page.locator("dialog.question [name=confirm]").click();
    await save(out, /Saved/, false);
    const other = relay.authority.replace("127.0.0.1", "localhost");
    await out.field("oauth.authority_url").fill(other);
    await out.testButton.click();
    await page.locator("dialog.question [name=confirm]").click();
    await out.finding("oauth.client_secret", "stored-secret-moved").waitFor();
    assert.equal(relay.requests.length, asked);
  });
});

/**
 * Presses Update and goes on in spite of errors, which an unknown identity host is.
 * @param {Panel} panel
 * @param {RegExp} note
 * @param {boolean} [press]
 */
async function save(panel, note, press = true) {
  if (press) await panel.updateButton.click();
  const anyway = panel.root.locator("[name=save-anyway]");
  const said = panel.note.filter({ hasText: note });
  await anyway.or(said).first().waitFor();
  if (await anyway.count()) await anyway.click();
  await said.waitFor();
}

scene("by the keyboard alone", async ({ page, out }) => {
  const keys = page.keyboard;
  const name = () => page.evaluate(() => document.activeElement?.getAttribute("name") ?? "");
  /** @param {string} wanted */
  const tabTo = async (wanted) => {
    for (let presses = 0; presses < 40; presses += 1) {
      if ((await name()) === wanted) return;
      await keys.press("Tab");
    }
    assert.fail(`${wanted} cannot be reached by Tab`);
  };
  /** @type {[string, string][]} */
  const texts = [
    ["username", bed.users.alice.address],
    ["oauth.client_id", bed.clients.post.id],
    ["oauth.client_secret", secret],
    ["oauth.authority_url", relay.authority],
  ];
  await tabTo("server");
  await keys.type("127.0.0.1");
  await tabTo("security");
  await keys.press("ArrowDown");
  await keys.press("ArrowDown");
  await tabTo("port");
  await keys.press("Control+A");
  await keys.type(`${bed.smtp.starttls}`);
  await tabTo("requires_authentication");
  await keys.press("Space");
  await tabTo("username");
  await keys.type(texts[0][1]);
  await tabTo("oauth.provider");
  await keys.type("Micro");
  for (const [field, text] of texts.slice(1)) {
    await tabTo(field);
    await keys.type(text);
  }
  await tabTo("test");
  await keys.press("Enter");
  await page.locator("dialog.question").waitFor();
  await tabTo("confirm");
  await keys.press("Space");
  await out.waitForVerdict("success");
  assert.equal(await name(), "test", "the focus is where it was");
});

describe("axe finds nothing", () => {
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    scene(colorScheme, async ({ watched, page, out, inc }) => {
      await page.emulateMedia({ colorScheme });
      await watched.assertAccessible("empty");
      await out.testButton.click();
      await out.summary.waitFor();
      await watched.assertAccessible("errors");
      await out.fill({ ...outgoingByToken, reply_to: "cases@testbed.test" });
      await out.field("server").fill("127.0.0.1");
      await out.testButton.click();
      await page.locator("dialog.question").waitFor();
      await watched.assertAccessible("a question");
      await page.locator("dialog.question [name=confirm]").click();
      await out.waitForVerdict("success");
      await watched.assertAccessible("success");
      await out.sendButton.click();
      await page.locator("dialog.question [name=confirm]").click();
      await watched.assertAccessible("no recipient");
      await page.keyboard.press("Escape");
      await inc.fill(incoming(bed, "tls", byPassword(bed, "wrong-Password-0815")));
      await runTest(inc, "failure", false);
      for (const details of await inc.root.locator("details > summary").all()) await details.click();
      await watched.assertAccessible("failure, with details");
      await page.setViewportSize({ width: 360, height: 740 });
      await watched.assertAccessible("on a narrow screen");
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.equal(overflow, 0, "nothing has to be scrolled sideways");
    });
  }
});

test("without the token the page says where to find it", async () => {
  const agent = await Agent.start("--data", join(folder, "no-token"));
  const watched = await WatchedPage.open(browser);
  await watched.page.goto(agent.url.origin);
  const fault = watched.page.locator("#fault p");
  await fault.waitFor();
  assert.match(await fault.innerText(), /mailvet serve/);
  await watched.assertAccessible("no token");
  watched.assertQuiet(agent);
  await watched.page.close();
});

scene("the token leaves the address bar", async ({ agent, page }) => {
  assert.equal(page.url(), `${agent.url.origin}/`);
});

/**
 * The check: no secret is in what the page or the agent keeps.
 * @param {import("playwright-core").Page} page
 * @param {string} data
 * @param {Agent} agent
 */
async function assertNoSecretLeft(page, data, agent) {
  const kept = await page.evaluate(async () => ({
    url: location.href,
    dom: document.documentElement.outerHTML,
    local: JSON.stringify({ ...localStorage }),
    session: JSON.stringify({ ...sessionStorage }),
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    cookies: document.cookie,
    history: JSON.stringify(history.state),
  }));
  assert.deepEqual([kept.databases, kept.caches, kept.cookies], [[], [], ""]);
  const secrets = [secret, password, ...relay.tokens];
  assertAbsent(JSON.stringify(kept), secrets, "the page");
  assertAbsent(`${kept.url}${kept.dom}${kept.local}`, [agent.token], "the page");
  assertAbsent(agent.output.replace(agent.url.href, ""), [...secrets, agent.token], "the agent's output");
  await assertAbsentInFiles(data, [...secrets, agent.token]);
}

/** Begins to record what each stage shows. @param {import("playwright-core").Page} page */
async function watchStages(page) {
  await page.evaluate(() => {
    /** @type {Record<string, string[]>} */
    const seen = {};
    const note = (
      /** @type {string | undefined} */ stage,
      /** @type {string | null | undefined} */ status,
    ) => {
      if (!stage || !status) return;
      seen[stage] ??= [];
      if (seen[stage].at(-1) !== status) seen[stage].push(status);
    };
    new MutationObserver((records) => {
      for (const { target, oldValue } of records) {
        const { stage } = /** @type {HTMLElement} */ (target).dataset;
        note(stage, oldValue);
      }
    }).observe(document.body, {
      subtree: true,
      attributes: true,
      attributeFilter: ["data-status"],
      attributeOldValue: true,
    });
    Object.assign(globalThis, { seenStages: seen });
  });
}

/** @param {import("playwright-core").Page} page @returns {Promise<Record<string, string[]>>} */
function seenStages(page) {
  return page.evaluate(() => {
    const seen = /** @type {any} */ (globalThis).seenStages;
    for (const item of document.querySelectorAll("[data-stage]")) {
      const { stage = "", status = "" } = /** @type {HTMLElement} */ (item).dataset;
      if (seen[stage]?.at(-1) !== status) (seen[stage] ??= []).push(status);
    }
    return seen;
  });
}
