/** Pictures that come with the page; this project drew them itself. */
export const EXAMPLES = [
  { name: "boat", title: "Boat" },
  { name: "lighthouse", title: "Lighthouse" },
  { name: "still-life", title: "Still life" },
] as const;
