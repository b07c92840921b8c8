/**
 * Counts the round trips of connection tests: on a line of 25 ms each way to real mail servers, beside a floor
 * (raw sockets that speak in the order the RFCs allow) and beside other clients, all in one run and in turns.
 * Tells memory and size, too. Needs root, as the test bed does.
 *
 *     cargo build --release && node tests/bench/connections.mjs [--rounds N] [--mailvet PATH]
 *
 * A bar that is missed fails the run.
 */
import { execFile, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import https from "node:https";
import net from "node:net";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import tls from "node:tls";
import { parseArgs, promisify } from "node:util";
import { startBed } from "../bed/index.mjs";
import { delayed, ONE_WAY_MS } from "./delay.mjs";
import { imaps, smtpImplicit, smtpStarttls, tokenRequest } from "./floor.mjs";
import { ABSENT, PEERS } from "./peers.mjs";

const RELEASE = resolve(import.meta.dirname, "../../target/release/mailvet");
const { values } = parseArgs({
  options: { rounds: { type: "string", default: "7" }, mailvet: { type: "string", default: RELEASE } },
});
const MAILVET = values.mailvet;
const ROUND_TRIP_MS = 2 * ONE_WAY_MS;

const bed = await startBed();
const { alice } = bed.users;
const ca = await readFile(bed.caFile);
const token = await shortToken(join(bed.dir, "keys"), alice.address);
const endpoint = await tokenEndpoint(token);
const direct = { starttls: bed.smtp.starttls, smtps: bed.smtp.tls, imaps: bed.imap.tls, token: portOf(endpoint) };
const line = Object.fromEntries(await Promise.all(
  Object.entries(direct).map(async ([name, port]) => [name, await delayed(port)]),
));
const far = /** @type {typeof direct} */ (Object.fromEntries(Object.entries(line).map(([name, { port }]) => [name, port])));

try {
  process.exitCode = (await compare()) ? 0 : 1;
} finally {
  for (const { stop } of Object.values(line)) stop();
  endpoint.closeAllConnections();
  endpoint.close();
  await bed.stop();
}

async function compare() {
  const account = { ca, user: alice.address, password: alice.password, token };
  /** What is done, by whom: each gives the milliseconds that it took. @type {Record<string, Record<string, () => Promise<number>>>} */
  const jobs = {
    "SMTP STARTTLS": { floor: timed(() => smtpStarttls(far.starttls, account)), Mailvet: () => ours("outgoing", far) },
    "SMTP implicit": {
      floor: timed(() => smtpImplicit(far.smtps, account)),
      Mailvet: () => ours("outgoing", { ...far, starttls: 0 }),
    },
    IMAPS: { floor: timed(() => imaps(far.imaps, account)), Mailvet: () => ours("incoming", far) },
    "whole job": {
      floor: timed(() =>
        Promise.all([tokenRequest(far.token, account), smtpStarttls(far.starttls, account), imaps(far.imaps, account)]),
      ),
      Mailvet: () => ours("all", far),
    },
  };
  for (const [job, name, run] of PEERS(far, account)) jobs[job][name] = run;
  const times = await inTurns(jobs, Number(values.rounds));

  console.log(`Round trips of ${ROUND_TRIP_MS} ms\n`);
  console.table(Object.fromEntries(Object.entries(times).map(([job, row]) => [
    job,
    Object.fromEntries(Object.entries(row).map(([name, ms]) => [name, Number((ms / ROUND_TRIP_MS).toFixed(2))])),
  ])));
  const bars = Object.entries(times).flatMap(([job, { floor, Mailvet, ...peers }]) => [
    { what: `${job}: Mailvet / floor`, is: Mailvet / floor, most: 1.05 },
    ...Object.entries(peers).map(([name, ms]) => ({ what: `${job}: Mailvet / ${name}`, is: Mailvet / ms, most: 1 })),
  ]);
  bars.push({ what: "whole job: round trips", is: times["whole job"].Mailvet / ROUND_TRIP_MS, most: 9 });
  bars.push(...(await onLoopback()));
  for (const { what, is, most } of bars) {
    console.log(`${is <= most ? "holds " : "MISSED"} ${what} = ${is.toFixed(2)}, at most ${most}`);
  }
  console.log(`size of the binary: ${((await stat(MAILVET)).size / 2 ** 20).toFixed(1)} MiB`);
  const { idle, each } = await agentMemory();
  console.log(`memory of an idle agent: ${idle.toFixed(1)} MiB, and of each open test more: ${Math.round(each)} KiB`);
  for (const [name, why] of ABSENT) console.log(`not compared: ${name}, ${why}`);
  return bars.every(({ is, most }) => is <= most);
}

/** The command line from its start to its result, without a delay. */
async function onLoopback() {
  const file = await settingsFile("all", direct);
  /** @type {{ ms: number, mib: number }[]} */
  const runs = [];
  for (let round = 0; round < 9; round++) {
    const start = performance.now();
    const { stderr } = await run("/usr/bin/env", ["time", "-f", "%M", MAILVET, ...options("all", file)]);
    runs.push({ ms: performance.now() - start, mib: Number(stderr.trim().split("\n").at(-1)) / 1024 });
  }
  return [
    { what: "loopback: milliseconds from start to result", is: median(runs.map(({ ms }) => ms)), most: 60 },
    { what: "loopback: MiB at most", is: median(runs.map(({ mib }) => mib)), most: 16 },
  ];
}

/** What one of our tests took by its own clock, the start of the program apart. */
async function ours(/** @type {string} */ form, /** @type {typeof direct} */ ports) {
  const { stdout } = await run(MAILVET, options(form, await settingsFile(form, ports)));
  const { verdict, tests } = JSON.parse(stdout);
  if (verdict !== "success") throw new Error(stdout);
  const ends = tests.flatMap(({ stages }) => stages.map((/** @type {any} */ s) => s.started_ms + s.elapsed_ms));
  return Math.max(...ends);
}

function options(/** @type {string} */ form, /** @type {string} */ file) {
  return ["test", form, file, "--json", "--depth", "auth", "--ca-file", bed.caFile];
}

async function settingsFile(/** @type {string} */ form, /** @type {typeof direct} */ ports) {
  const oauth = {
    provider: "custom",
    client_id: "bench",
    client_secret: "bench-secret~value.0123456789abcdef",
    authority_url: `https://127.0.0.1:${ports.token}/token`,
  };
  const server = (/** @type {number} */ port, /** @type {string} */ security) =>
    ({ server: "127.0.0.1", port, security, username: alice.address, mechanism: "xoauth2", oauth });
  const outgoing = { ...(ports.starttls ? server(ports.starttls, "tls") : server(ports.smtps, "ssl")), requires_authentication: true };
  const file = join(bed.dir, `bench-${form}-${ports.token}-${ports.starttls}.json`);
  await writeFile(file, JSON.stringify({ outgoing, incoming: server(ports.imaps, "ssl") }), { mode: 0o600 });
  return file;
}

async function run(/** @type {string} */ program, /** @type {string[]} */ args) {
  return promisify(execFile)(program, args).catch((error) => {
    throw new Error(`${program} ${args.join(" ")}: ${error.stdout}${error.stderr}`);
  });
}

/**
 * The resident memory of `serve`: once it listens, in MiB, and what each further test takes that is open, in
 * KiB. Each waits under TLS for the greeting of a server that says nothing; the first one is left out of the
 * count, for it also loads what all of them share.
 */
async function agentMemory() {
  const MOST = 8;
  const [cert, key] = await certificate();
  const silent = tls.createServer({ cert, key }, (socket) => socket.on("error", () => {}));
  await once(silent.listen(0, "127.0.0.1"), "listening");
  const args = ["serve", "--listen", "127.0.0.1:0", "--data", join(bed.dir, "agent"), "--ca-file", bed.caFile];
  const agent = spawn(MAILVET, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [said] = await once(agent.stdout, "data");
  const url = new URL(/http:\S+/.exec(said)?.[0] ?? "");
  const open = async () => {
    const { address: username, password } = alice;
    const incoming = { server: "127.0.0.1", port: portOf(silent), use_ssl: true, username, password };
    const response = await fetch(new URL("/api/v1/test/incoming", url), {
      method: "POST",
      headers: {
        authorization: `Bearer ${new URLSearchParams(url.hash.slice(1)).get("token")}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ incoming }),
    });
    const events = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let heard = "";
    while (!heard.includes('"stage":"greeting","status":"running"')) {
      const { done, value } = (await events?.read()) ?? { done: true, value: "" };
      if (done) throw new Error(`a test did not stay open: ${response.status} ${heard}`);
      heard += value;
    }
  };
  const idle = await residentKib(agent.pid);
  await open();
  const first = await residentKib(agent.pid);
  await Promise.all(Array.from({ length: MOST - 1 }, open));
  const each = ((await residentKib(agent.pid)) - first) / (MOST - 1);
  agent.kill();
  await once(agent, "exit");
  silent.close();
  return { idle: idle / 1024, each };
}

async function residentKib(/** @type {number | undefined} */ pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, "utf8"))?.[1]);
}

/**
 * Runs all contenders of all jobs in turns, so that a busy moment of the machine is nobody's alone.
 * @param {Record<string, Record<string, () => Promise<number>>>} jobs
 * @param {number} rounds
 */
async function inTurns(jobs, rounds) {
  /** @type {Record<string, Record<string, number[]>>} */
  const all = {};
  for (let round = -1; round < rounds; round++) {
    for (const [job, contenders] of Object.entries(jobs)) {
      for (const [name, measure] of Object.entries(contenders)) {
        const ms = await Promise.race([measure(), late(`${job} by ${name}`)]);
        if (round >= 0) ((all[job] ??= {})[name] ??= []).push(ms);
      }
    }
  }
  return Object.fromEntries(Object.entries(all).map(([job, row]) => [
    job,
    Object.fromEntries(Object.entries(row).map(([name, list]) => [name, median(list)])),
  ]));
}

/** No contender is waited for without end. */
async function late(/** @type {string} */ what) {
  await setTimeout(15_000, undefined, { ref: false });
  throw new Error(`${what} did not end`);
}

function timed(/** @type {() => Promise<unknown>} */ work) {
  return async () => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
}

function median(/** @type {number[]} */ numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}

/**
 * A token so short that every client may send it inline, and that Dovecot takes.
 * @param {string} keys where Dovecot looks for keys
 * @param {string} upn
 */
async function shortToken(keys, upn) {
  const secret = "bench-key-of-a-symmetric-signature";
  await mkdir(join(keys, "default/HS256"), { recursive: true });
  await writeFile(join(keys, "default/HS256/b"), Buffer.from(secret).toString("base64"));
  const encode = (/** @type {object} */ part) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const signed = `${encode({ typ: "JWT", alg: "HS256", kid: "b" })}.${encode({ sub: "b", upn, mail_access: "yes", iat: now, exp: now + 3600 })}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

/** The certificate that servers show, and its key. */
function certificate() {
  return Promise.all(["good.pem", "good.key"].map((name) => readFile(join(bed.dir, "certificates", name))));
}

async function tokenEndpoint(/** @type {string} */ access_token) {
  const [cert, key] = await certificate();
  const server = https.createServer({ cert, key }, (_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ token_type: "Bearer", expires_in: 3600, access_token }));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return server;
}

function portOf(/** @type {net.Server} */ server) {
  return /** @type {net.AddressInfo} */ (server.address()).port;
}
