/** The bzip2 1.0.8 of its author, compiled to WebAssembly. */
declare module 'bzip2-wasm' {
  export default class BZip2 {
    init(): Promise<void>;
    /** @param level 1 to 9 */
    compress(content: Uint8Array, level?: number, maxCompressedBytes?: number): Uint8Array;
  }
}
