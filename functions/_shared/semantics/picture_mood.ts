import { brightness, type Rgb } from "../../../kernels/pixels/wasm.ts";
import type { Prompt, Region } from "./prompt.ts";
import type { Scene } from "./vocabulary.ts";
import { baseLabel } from "./words.ts";

const INDOORS: ReadonlySet<Scene> = new Set<Scene>(["room", "kitchen", "bedroom", "bathroom", "food", "object"]);
const WIDE: ReadonlySet<Scene> = new Set<Scene>(["street", "building", "landscape", "mountain", "water"]);

/** Mean luma below which a picture outdoors is of the night, or any is dim, and above which it is bright. */
const NIGHT = 50, DIM = 70, BRIGHT = 165;
/** Deviation of the luma above which light is harsh, or below which it is soft. */
const HARSH = 80, SOFT = 38;
/** Mean distance between a pixel's channels below which a picture has no colours. */
const COLOURLESS = 3;
/** Share of the photo from which one thing makes it a close-up, and below which things are seen from afar. */
const CLOSE = 0.4, FAR = 0.08;

/** Time, light, style and view, where the pixels and the regions tell them. `shares` are the regions' shares of the photo. */
export function pictureMood(
  work: Rgb,
  scene: Scene,
  regions: readonly Region[],
  shares: readonly number[],
): Pick<Prompt, "time" | "light" | "style" | "view"> {
  const { mean, deviation } = brightness(work);
  const outdoors = !INDOORS.has(scene);
  const sky = regions.find(({ label }) => label === "sky");
  const night = outdoors && mean < NIGHT;
  const day = sky !== undefined && !night && mean > DIM;
  const light = night ? undefined : lightOf(mean, deviation);
  const view = viewOf(scene, regions, shares);
  return {
    ...(night ? { time: "night" as const } : day ? { time: "day" as const } : {}),
    ...(light === undefined ? {} : { light }),
    ...(isColourless(work) ? { style: "black and white" as const } : {}),
    ...(view === undefined ? {} : { view }),
  };
}

function lightOf(mean: number, deviation: number): Prompt["light"] {
  if (mean < DIM) return "dim";
  if (mean > BRIGHT) return "bright";
  if (deviation > HARSH) return "harsh";
  return deviation < SOFT ? "soft" : undefined;
}

function isColourless({ data }: Rgb): boolean {
  let sum = 0;
  for (let i = 0; i < data.length; i += 3) sum += Math.abs(data[i] - data[i + 1]) + Math.abs(data[i + 1] - data[i + 2]);
  return sum < COLOURLESS * data.length / 3;
}

function viewOf(scene: Scene, regions: readonly Region[], shares: readonly number[]): Prompt["view"] {
  const things = regions.map(({ label }, i) =>
    ["person", "object", "vehicle"].includes(baseLabel(label)) ? shares[i] : 0
  );
  const greatest = Math.max(0, ...things);
  if (greatest >= CLOSE) return "close-up";
  return WIDE.has(scene) && greatest < FAR ? "wide shot" : undefined;
}
