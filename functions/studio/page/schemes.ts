/** The ways of sending that are compared, in their order everywhere, with the colour of each. */
export const SCHEMES = [
  { name: "semcast", title: "Semcast", colour: "c1" },
  { name: "analog", title: "Semcast, amplitudes", colour: "c5" },
  { name: "avif", title: "AVIF", colour: "c2" },
  { name: "webp", title: "WebP", colour: "c3" },
  { name: "jpeg", title: "JPEG", colour: "c4" },
] as const;

/** Those of one place: amplitudes are Semcast's other mode, which the controls choose. */
export const PLACED = SCHEMES.filter(({ name }) => name !== "analog");

/** One of {@linkcode SCHEMES}. */
export type SchemeName = typeof SCHEMES[number]["name"];
