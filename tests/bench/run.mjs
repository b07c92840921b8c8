/**
 * Compares the rules with validation libraries, on the same forms in one run, and prints ratios. Writes the
 * numbers to the file that it is given.
 *
 *     node tests/bench/run.mjs [--rules PATH] [results.json]
 *
 * `--rules` is the package to be measured, `web/dist` by default, which `node web/build.mjs` makes. The native
 * numbers are those of the last `cargo bench -p mailvet-tests`. A bar that is missed fails the run.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { pathToFileURL } from "node:url";
import { CONTENDERS } from "./contenders.mjs";

/**
 * One kind of forms a row: the forms, which take turns, and how many findings of each there are at least.
 * @type {Record<string, { findings: number, forms: object[] }>}
 */
const KINDS = JSON.parse(readFileSync(new URL("cases.json", import.meta.url), "utf8"));

const ROOT = resolve(import.meta.dirname, "../..");
const { values, positionals } = parseArgs({
  options: { rules: { type: "string", default: join(ROOT, "web/dist") } },
  allowPositionals: true,
});

const rules = await import(pathToFileURL(join(resolve(values.rules), "rules.js")).href);
await rules.init({ wasm: readFileSync(join(resolve(values.rules), "core.wasm")) });
const OURS = "Mailvet";
const WHOLE = "Mailvet, all rules";
const NATIVE = "Mailvet, all rules, native";
const contenders = {
  ...CONTENDERS,
  [OURS]: (/** @type {any} */ form) => rules.validateBasics({ outgoing: form }).length,
  [WHOLE]: (/** @type {any} */ form) => rules.validateOutgoing(form).length,
};

const ROUNDS = 31;
const ROUND_MS = 12;

/** What a contender must find before it is measured: a library that finds less is not faster. */
for (const [kind, { forms, findings }] of Object.entries(KINDS)) {
  for (const [name, judge] of Object.entries(contenders)) {
    for (const form of forms) {
      const found = judge(form);
      const agrees = findings === 0 ? found === 0 : found >= findings;
      if (!agrees) throw new Error(`${name} finds ${found} faults in a form that is ${kind}: ${JSON.stringify(form)}`);
    }
  }
}

/** Keeps the answers alive, so that no call can be left out. */
let sink = 0;

/**
 * Nanoseconds of one call.
 * @param {(form: any) => number} judge
 * @param {any[]} forms
 */
function measure(judge, forms) {
  const end = performance.now() + ROUND_MS;
  const start = performance.now();
  let calls = 0;
  let now = start;
  while (now < end) {
    for (let turn = 0; turn < 20; turn++) for (const form of forms) sink += judge(form);
    calls += 20 * forms.length;
    now = performance.now();
  }
  return ((now - start) * 1e6) / calls;
}

/** @param {number[]} numbers */
const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];

/** @type {Record<string, Record<string, number>>} nanoseconds by kind and contender */
const times = {};
for (const [kind, { forms }] of Object.entries(KINDS)) {
  /** @type {Record<string, number[]>} */
  const rounds = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  // In turns, so that a busy moment of the machine is nobody's alone; the first rounds warm up.
  for (let round = -5; round < ROUNDS; round++) {
    for (const [name, judge] of Object.entries(contenders)) {
      const time = measure(judge, forms);
      if (round >= 0) rounds[name].push(time);
    }
  }
  times[kind] = Object.fromEntries(Object.entries(rounds).map(([name, list]) => [name, median(list)]));
}
for (const kind of Object.keys(KINDS)) {
  const native = nativeTime(kind);
  if (native !== undefined) times[kind][NATIVE] = native;
}

/**
 * What criterion measured.
 * @param {string} kind
 */
function nativeTime(kind) {
  const folder = process.env.CARGO_TARGET_DIR ?? join(ROOT, "target");
  const file = join(folder, "criterion/rules", kind, "new/estimates.json");
  try {
    return JSON.parse(readFileSync(file, "utf8")).median.point_estimate;
  } catch {
    return undefined;
  }
}

/** What must hold, as a ratio at most. */
const BARS = [
  { kind: "valid", of: OURS, to: "zod 4", most: 1 },
  { kind: "one wrong", of: OURS, to: "zod 4", most: 0.5 },
  { kind: "eight wrong", of: OURS, to: "zod 4", most: 0.5 },
  ...Object.keys(KINDS).flatMap((kind) => [
    { kind, of: WHOLE, to: "zod 4", most: 3 },
    { kind, of: NATIVE, to: WHOLE, most: 0.5 },
  ]),
];
const bars = BARS.filter(({ kind, of }) => times[kind][of] !== undefined).map((bar) => {
  const ratio = times[bar.kind][bar.of] / times[bar.kind][bar.to];
  return { ...bar, ratio, holds: ratio <= bar.most };
});

console.log("Time of one call, as a part of zod 4's\n");
console.table(
  Object.fromEntries(
    Object.entries(times).map(([kind, row]) => [
      kind,
      Object.fromEntries(Object.entries(row).map(([name, time]) => [name, Number((time / row["zod 4"]).toFixed(2))])),
    ]),
  ),
);
for (const { kind, of, to, most, ratio, holds } of bars) {
  console.log(`${holds ? "holds " : "MISSED"} ${kind}: ${of} / ${to} = ${ratio.toFixed(2)}, at most ${most}`);
}
const [results] = positionals;
if (results) writeFileSync(results, `${JSON.stringify({ node: process.version, nanoseconds: times, bars }, null, 2)}\n`);
process.exitCode = bars.every(({ holds }) => holds) && sink >= 0 ? 0 : 1;
