/** The sandbox as a person starts it, and Mailvet itself as its client. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { dirname, delimiter } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { PROGRAM, mailvet } from "../e2e/cli.mjs";

test("the command that is named at the start tests it", async () => {
  const sandbox = spawn(PROGRAM, ["sandbox"], { stdio: ["ignore", "ignore", "pipe"] });
  try {
    /** @type {string | undefined} */
    let command;
    for await (const line of createInterface({ input: sandbox.stderr })) {
      [, command] = / (mailvet test .*)$/.exec(line) ?? [];
      if (command) break;
    }
    assert.ok(command);
    const path = `${dirname(PROGRAM)}${delimiter}${process.env.PATH}`;
    const child = spawn("sh", ["-c", command], { env: { ...process.env, PATH: path } });
    const [said, complaints, [status]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "exit"),
    ]);
    assert.deepEqual([status, complaints], [0, ""], said);
  } finally {
    sandbox.kill("SIGTERM");
    await once(sandbox, "exit");
  }
});

test("a port that is taken is named", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const { status, stderr } = await mailvet(["sandbox", "--ports", `${port - 443}`]);
  server.close();
  assert.equal(status, 3);
  assert.match(stderr, new RegExp(`\\bport ${port}\\b`));
});
