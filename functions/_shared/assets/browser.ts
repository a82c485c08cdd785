/**
 * Files that come with the package, in a browser: each is fetched from beside the script.
 *
 * @module
 */
export { fetchAsset as readAsset } from "./fetched.ts";
