/** JPEG XL is left out of the page: 3 MB more for one more rival. */
export function encode(): never {
  throw new Error("JPEG XL is not in the Studio");
}

export { encode as decode };
