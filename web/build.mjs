// Builds the package into dist/: the rules small, the modules in one piece each, and their types.
//
// Fails when what a browser loads to judge a form grows beyond its bar.

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";

/** What glue and rules may take, compressed by brotli: 96 KiB, with the tables of international names. */
const BAR = 96 * 1024;

const web = import.meta.dirname;
const dist = join(web, "dist");
const made = process.argv[2] ?? makeBundle();

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
const wasm = join(dist, "core.wasm");
run(join(web, "node_modules/.bin/wasm-opt"), ["-Os", join(made, "mailvet_wasm_bg.wasm"), "-o", wasm]);
if (!WebAssembly.validate(readFileSync(wasm))) throw new Error("wasm-opt has made a module that is none");

await build({
  entryPoints: {
    index: join(web, "src/index.js"),
    rules: join(web, "src/rules.js"),
    element: join(web, "src/settings-panel.js"),
    "messages/en": join(made, "messages/en.js"),
    "messages/de": join(made, "messages/de.js"),
  },
  outdir: dist,
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  loader: { ".wasm": "base64" },
  logLevel: "warning",
  plugins: [{ name: "made", setup: resolveMade }],
});
for (const file of ["style.css"]) cpSync(join(web, file), join(dist, file));
cpSync(join(web, "../wasm/types.d.ts"), join(dist, "types.d.ts"));
cpSync(join(web, "package"), dist, { recursive: true });
measure();

/** The rules, their glue and their words, made by cargo. */
function makeBundle() {
  const folder = mkdtempSync(join(tmpdir(), "mailvet-bundle-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  run("cargo", ["run", "--quiet", "--locked", "--package", "mailvet-bundle", "--", folder]);
  return folder;
}

/** What is made is not where the sources look for it. @param {import("esbuild").PluginBuild} build */
function resolveMade({ onResolve }) {
  onResolve({ filter: /^\.\.\/(wasm|messages)\// }, ({ path }) => {
    const name = path.replace(/^\.\.\/(wasm\/)?/, "");
    return { path: name === "core.wasm" ? wasm : join(made, name) };
  });
}

/** Prints what a browser loads, and holds it to the bar. */
function measure() {
  const sizes = Object.fromEntries(
    [
      ["core.wasm", readFileSync(wasm)],
      ["glue", glue()],
      ["en", readFileSync(join(dist, "messages/en.js"))],
      ["de", readFileSync(join(dist, "messages/de.js"))],
    ].map(([name, bytes]) => [name, brotli(bytes)]),
  );
  console.table(sizes);
  const total = sizes["core.wasm"] + sizes.glue;
  console.log(`To judge a form a browser loads ${total} bytes (brotli), of at most ${BAR}; words of one language beside them.`);
  if (total > BAR) throw new Error(`the rules take ${total} bytes, more than ${BAR}`);
}

function brotli(bytes) {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}

function run(program, options) {
  const { status, error } = spawnSync(program, options, { cwd: web, stdio: ["ignore", "inherit", "inherit"] });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} failed`);
}
