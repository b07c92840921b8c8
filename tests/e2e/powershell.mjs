/** PowerShell as a parser of its own sees it: tree-sitter's grammar. */
import { fileURLToPath } from "node:url";
import { Language, Parser } from "web-tree-sitter";

await Parser.init();
const GRAMMAR = import.meta.resolve("tree-sitter-powershell/tree-sitter-powershell.wasm");
const parser = new Parser();
parser.setLanguage(await Language.load(fileURLToPath(GRAMMAR)));

/** Quotes that PowerShell takes for the straight ones, and the grammar does not know. */
const QUOTES = [
  [/[\u2018\u2019\u201a\u201b]/g, "'"],
  [/[\u201c\u201d\u201e]/g, '"'],
];

/**
 * @param {string} script
 * @returns {{ faults: string[], commands: string[] }} what does not parse, and the names of all commands
 */
export function parse(script) {
  const text = QUOTES.reduce((text, [typographic, straight]) => text.replaceAll(typographic, /** @type {string} */ (straight)), script);
  const tree = parser.parse(text);
  if (!tree) throw new Error("the parser gave no tree");
  /** @type {string[]} */
  const faults = [];
  /** @type {string[]} */
  const commands = [];
  const waiting = [tree.rootNode];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.isError || node.isMissing) faults.push(`line ${node.startPosition.row + 1}: ${node.text.slice(0, 80)}`);
    if (node.type === "command_name") commands.push(node.text);
    waiting.push(...node.children.filter((child) => child !== null).reverse());
  }
  tree.delete();
  return { faults, commands };
}
