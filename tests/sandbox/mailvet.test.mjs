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

test("the commands that are named at the start test it, and a failure", async () => {
  const sandbox = spawn(PROGRAM, ["sandbox"], { stdio: ["ignore", "ignore", "pipe"] });
  try {
    /** @type {string[]} */
    const commands = [];
    for await (const line of createInterface({ input: sandbox.stderr })) {
      const [, command] = /: ((?:curl .*)?mailvet test .*)$/.exec(line) ?? [];
      if (command) commands.push(command);
      if (commands.length === 2) break;
    }
    const path = `${dirname(PROGRAM)}${delimiter}${process.env.PATH}`;
    /** @param {string} command */
    const run = async (command) => {
      const child = spawn("sh", ["-c", command], { env: { ...process.env, PATH: path } });
      const [said, complaints, [status]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, "exit"),
      ]);
      assert.equal(complaints, "");
      return { said, status };
    };
    const [good, failing] = await Promise.all(commands.map(run));
    assert.equal(good?.status, 0, good?.said);
    assert.equal(failing?.status, 1);
    assert.match(failing?.said ?? "", /secret-expired/);
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
