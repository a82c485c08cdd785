/** Gives the bytes of a file by its path below models/, such as `manifest.json` or `tiny/codec.scnn`. */
export type ModelSource = (file: string) => Promise<Uint8Array<ArrayBuffer>>;
