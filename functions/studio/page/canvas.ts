/**
 * Pictures on canvases.
 *
 * @module
 */
import { useEffect, useRef } from "preact/hooks";
import type { Picture } from "../engine/messages.ts";
import { html } from "./ui.ts";

/** A picture with its name for those who do not see it. */
export function PictureCanvas(
  { picture, label, class: name = "" }: { picture: Picture; label: string; class?: string },
) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    context?.putImageData(new ImageData(picture.rgba, picture.width, picture.height), 0, 0);
  }, [picture]);
  return html`
    <canvas ref=${canvas} class=${`picture ${name}`} width=${picture.width} height=${picture.height}
      role="img" aria-label=${label}></canvas>
  `;
}

/** What is drawn over a photo: a value a cell of 16×16 pixels, as colour. */
export function cellPicture(
  values: ArrayLike<number>,
  columns: number,
  colour: (value: number) => readonly [number, number, number, number],
): Picture {
  const rgba = new Uint8ClampedArray(4 * values.length);
  for (let i = 0; i < values.length; i++) rgba.set(colour(values[i]), 4 * i);
  return { width: columns, height: values.length / columns, rgba };
}

/** How far two pictures are apart, as colours from black over red and yellow to white. */
export function errorPicture(a: Picture, b: Picture): Picture {
  const rgba = new Uint8ClampedArray(a.rgba.length);
  for (let i = 0; i < rgba.length; i += 4) {
    const distance = Math.abs(a.rgba[i] - b.rgba[i]) + Math.abs(a.rgba[i + 1] - b.rgba[i + 1]) +
      Math.abs(a.rgba[i + 2] - b.rgba[i + 2]);
    // 64 levels a channel are already a wholly wrong pixel.
    const heat = 4 * distance;
    rgba[i] = heat;
    rgba[i + 1] = heat - 255;
    rgba[i + 2] = heat - 510;
    rgba[i + 3] = 255;
  }
  return { ...a, rgba };
}

/** A picture as a PNG file. */
export async function pngOf({ width, height, rgba }: Picture): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d")?.putImageData(new ImageData(rgba, width, height), 0, 0);
  return await canvas.convertToBlob({ type: "image/png" });
}
