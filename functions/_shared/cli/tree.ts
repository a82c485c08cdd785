/** A line with lines below it. */
export interface Tree {
  text: string;
  parts?: readonly Tree[];
}

/** Draws a tree with lines, as `tree` does. */
export function drawTree({ text, parts = [] }: Tree): string {
  return [
    text,
    ...parts.map((part, i) => {
      const last = i === parts.length - 1;
      const [first, ...rest] = drawTree(part).split("\n");
      return [`${last ? "└── " : "├── "}${first}`, ...rest.map((line) => `${last ? "    " : "│   "}${line}`)].join(
        "\n",
      );
    }),
  ].join("\n");
}
