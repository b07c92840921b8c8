// What the generated glue `mailvet_wasm.js` exports. The texts are those of wasm/src/flat.rs.

import type { Authority } from "../../wasm/types";
import type { WasmSource } from "../package";

export default function init(source: { module_or_path: WasmSource }): Promise<unknown>;
export function initSync(source: { module: BufferSource | WebAssembly.Module }): unknown;
export function judge(settings: string, onlyBasics: boolean): string;
export function fields(): string;
export function sources(): string;
export function defaultPort(form: string, security: string): number;
export function parseAuthority(text: string, hosts: string): { authority?: Authority; findings: string };
