/** The ways of sending that are compared, in their order everywhere, with the colour of each. */
export const SCHEMES = [
  { name: "semcast", title: "Semcast", colour: "c1" },
  { name: "avif", title: "AVIF", colour: "c2" },
  { name: "webp", title: "WebP", colour: "c3" },
  { name: "jpeg", title: "JPEG", colour: "c4" },
] as const;

/** One of {@linkcode SCHEMES}. */
export type SchemeName = typeof SCHEMES[number]["name"];
