/**
 * The bed as a program: prints the servers as one line of JSON on standard output, and stops when standard
 * input ends or a signal says so. Standard input ends also when whoever started the program dies, so nothing
 * is ever left behind.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readLogs } from "./logs.mjs";
import { claimPorts } from "./ports.mjs";
import { Processes } from "./processes.mjs";
import { startServers } from "./servers.mjs";

if (process.getuid?.() !== 0) throw new Error("the test bed runs as root only, because Postfix does");

const told = new Promise((resolve) => {
  process.stdin.resume().once("end", resolve);
  process.stdout.once("error", resolve);
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, resolve);
});
const dir = await mkdtemp(join(tmpdir(), "mailvet-bed-"));
const ports = await claimPorts();
const processes = new Processes();
try {
  console.log(JSON.stringify(await startServers(processes, dir, ports.take)));
  await told;
} catch (error) {
  console.error(error, await readLogs(dir));
  process.exitCode = 1;
} finally {
  await processes.stop();
  await rm(dir, { recursive: true, force: true, maxRetries: 10 });
  await ports.release();
}
process.exit();
