/** A real browser with a profile of its own, and pages under watch. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after } from "node:test";
import { chromium } from "playwright-core";
import { temporaryFolder } from "./temporary.mjs";

/** @typedef {import("playwright-core").Page} Page */

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const PATIENCE_MS = 10_000;
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Starts the browser; it ends after the tests of the file. */
export async function startBrowser() {
  const context = await chromium.launchPersistentContext(await temporaryFolder(), {
    executablePath: CHROMIUM,
    headless: true,
    args: ARGUMENTS,
    viewport: { width: 1280, height: 900 },
  });
  after(() => context.close());
  context.setDefaultTimeout(PATIENCE_MS);
  return context;
}

/** A page that is watched: what it asks for, and what goes wrong in it. */
export class WatchedPage {
  /** Errors of the console and of scripts. @type {string[]} */
  faults = [];
  /** The addresses that were asked for. @type {string[]} */
  requests = [];

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) this.faults.push(message.text());
    });
    page.on("pageerror", (error) => this.faults.push(`${error}`));
    page.on("request", (request) => this.requests.push(request.url()));
  }

  /** @param {import("playwright-core").BrowserContext} browser */
  static async open(browser) {
    return new WatchedPage(await browser.newPage());
  }

  /**
   * The check: nothing went wrong, and nobody but the agent was asked.
   * @param {import("./agent.mjs").Agent} agent
   */
  assertQuiet(agent) {
    assert.deepEqual(this.faults, []);
    assert.deepEqual(
      this.requests.filter((url) => new URL(url).origin !== agent.url.origin),
      [],
    );
  }

  /**
   * The check: axe finds nothing.
   * @param {string} state
   */
  async assertAccessible(state) {
    await this.page.evaluate(AXE);
    const violations = await this.page.evaluate(async () => {
      const { violations } = await /** @type {any} */ (globalThis).axe.run(document);
      return violations.map(({ id, help, nodes }) => ({
        id,
        help,
        at: nodes.map(({ target }) => `${target}`),
      }));
    });
    assert.deepEqual(violations, [], `axe, ${state}`);
  }
}
