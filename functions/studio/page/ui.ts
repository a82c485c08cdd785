/** What every part of the page builds with: preact's elements in templates, without a compiler. */
export { html } from "htm/preact";

/** Class names that apply. */
export function classes(...names: (string | false | undefined)[]): string {
  return names.filter(Boolean).join(" ");
}

/** A number as it is shown; a dash where there is none. */
export function shown(value: number | null | undefined, digits: number, unit = ""): string {
  return value === null || value === undefined ? "–" : `${value.toFixed(digits)}${unit}`.replace("-", "−");
}

/** A whole number in groups of three. `toLocaleString` would load its tables first, which is the longest task of the page. */
export function whole(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}
