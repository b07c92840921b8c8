// What the generated glue `mailvet_wasm.js` exports. The texts are those of wasm/src/flat.rs.

import type { Authority } from "../../wasm/types";
import type { WasmSource } from "../package";

export default function init(source: { module_or_path: WasmSource }): Promise<unknown>;
export function initSync(source: { module: BufferSource | WebAssembly.Module }): unknown;
export function judge(settings: Uint8Array, texts: number, onlyBasics: boolean): string | undefined;
export function keys(): string;
export function defaultPort(form: string, security: string): number;
export function parseAuthority(text: string, hosts: Uint8Array, texts: number): { authority?: Authority; findings: string };
