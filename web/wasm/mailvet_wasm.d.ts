// What the generated glue `mailvet_wasm.js` exports, see wasm/src/lib.rs. Places are in the memory.

import type { Authority } from "../../wasm/types";
import type { WasmSource } from "../package";

interface Exports {
  memory: WebAssembly.Memory;
}

export default function init(source: { module_or_path: WasmSource }): Promise<Exports>;
export function initSync(source: { module: BufferSource | WebAssembly.Module }): Exports;
export function room(bytes: number): number;
export function judge(bytes: number, texts: number, units: number, onlyBasics: boolean): number;
export function keys(): string;
export function defaultPort(form: string, security: string): number;
export function parseAuthority(text: string, bytes: number, texts: number, units: number): { authority?: Authority; findings: number };
