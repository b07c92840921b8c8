// What explains failures, after wasm-opt, in base64, as the build of the package puts it in.

declare const base64: string;
export default base64;
