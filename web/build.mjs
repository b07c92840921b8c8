// Builds the package into dist/: the rules small, the modules in one piece each, and their types.
//
// Fails when what a browser loads to judge a form grows beyond its bar.

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";

/**
 * What glue and rules may take, compressed by brotli. The tables of international names are the browser's own,
 * which would be 39 KB more.
 */
const BAR = 96 * 1024;

/** Where that is to come to. */
const AIM = 64 * 1024;

const web = dirname(fileURLToPath(import.meta.url));
const dist = join(web, "dist");
const made = process.argv[2] ?? makeBundle();

/** @type {import("esbuild").BuildOptions} */
const OPTIONS = {
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  loader: { ".wasm": "base64" },
  logLevel: "warning",
  plugins: [{ name: "made", setup: resolveMade }],
};

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
const wasm = join(dist, "core.wasm");
shrink("mailvet_wasm_bg.wasm", wasm);
shrink("mailvet_explain_bg.wasm", join(made, "explain.wasm"));

await build({
  ...OPTIONS,
  entryPoints: {
    index: join(web, "src/index.js"),
    rules: join(web, "src/rules.js"),
    explain: join(web, "src/explain.js"),
    element: join(web, "src/settings-panel.js"),
    "messages/en": join(made, "messages/en.js"),
    "messages/de": join(made, "messages/de.js"),
  },
  outdir: dist,
  splitting: true,
});
cpSync(join(web, "style.css"), join(dist, "style.css"));
cpSync(join(web, "../core/reference/settings.schema.json"), join(dist, "schema.json"));
for (const licence of ["LICENSE-APACHE", "LICENSE-MIT"]) cpSync(join(web, "..", licence), join(dist, licence));
cpSync(join(web, "package"), dist, { recursive: true });
copyTypes(join(web, "../wasm/types.d.ts"), "rust.d.ts");
copyTypes(join(web, "package.d.ts"), "package.d.ts");
copyTypes(join(web, "types.d.ts"), "types.d.ts");
await measure();

/**
 * Makes a module smaller.
 * @param {string} name
 * @param {string} out
 */
function shrink(name, out) {
  // Flat code and loops made anew leave the next rounds more to take away; the last one takes away what is not fast.
  const passes = ["--flatten", "--rereloop", "-O3", "-O3", "-Oz"];
  run(join(web, "node_modules/.bin/wasm-opt"), [...passes, join(made, name), "-o", out]);
  if (!WebAssembly.validate(readFileSync(out))) throw new Error("wasm-opt has made a module that is none");
}

/** The words are loaded apart. @param {import("esbuild").PluginBuild} build */
function resolveGlue(build) {
  build.onResolve({ filter: /^\.\.\/messages\// }, ({ path }) => ({ path, external: true }));
  resolveMade(build);
}

/** What cargo makes: modules, their glue, and the words of the rules. */
function makeBundle() {
  const folder = mkdtempSync(join(tmpdir(), "mailvet-bundle-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  run("cargo", ["run", "--quiet", "--locked", "--package", "mailvet-bundle", "--", folder]);
  return folder;
}

/**
 * Types refer to each other by other names in the package.
 * @param {string} from
 * @param {string} name
 */
function copyTypes(from, name) {
  const types = readFileSync(from, "utf8");
  const named = types.replaceAll('"../wasm/types"', '"./rust.js"').replaceAll('"./package"', '"./package.js"');
  writeFileSync(join(dist, name), named);
}

/** What is made is not where the sources look for it. @param {import("esbuild").PluginBuild} build */
function resolveMade({ onResolve }) {
  onResolve({ filter: /^\.\.\/(wasm|messages)\// }, ({ path }) => {
    const name = path.replace(/^\.\.\/(wasm\/)?/, "");
    return { path: name === "core.wasm" ? wasm : join(made, name) };
  });
}

/** Prints what a browser loads, and holds it to the bar. */
async function measure() {
  const { outputFiles } = await build({ ...OPTIONS, entryPoints: [join(web, "src/rules.js")], plugins: [{ name: "glue", setup: resolveGlue }], write: false });
  const glue = brotli(outputFiles[0].contents);
  const rules = brotli(readFileSync(wasm));
  const words = ["en", "de"].map((language) => brotli(readFileSync(join(made, `messages/${language}.js`))));
  console.log(`brotli: rules ${rules}, glue ${glue}; words of one language beside them ${words.join(" or ")}`);
  const explain = brotli(readFileSync(join(made, "explain.wasm")));
  console.log(`Loaded on demand: what explains failures, with its words in both languages, ${explain} bytes.`);
  console.log(`To judge a form a browser loads ${rules + glue} bytes of at most ${BAR}; the aim is ${AIM}.`);
  if (rules + glue > BAR) throw new Error(`the rules take ${rules + glue} bytes, more than ${BAR}`);
}

/** @param {Uint8Array} bytes */
function brotli(bytes) {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}

/**
 * @param {string} program
 * @param {string[]} options
 */
function run(program, options) {
  const { status, error } = spawnSync(program, options, { cwd: web, stdio: ["ignore", "inherit", "inherit"] });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} failed`);
}
