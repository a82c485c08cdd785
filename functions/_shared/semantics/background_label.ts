import type { Region } from "./prompt.ts";
import type { ColourName, Position, Scene, Texture } from "./vocabulary.ts";
import type { AnyLabel } from "./words.ts";

const WITHOUT_SKY: ReadonlySet<Scene> = new Set<Scene>(["room", "kitchen", "bedroom", "bathroom", "food", "object"]);
const FOLIAGE: ReadonlySet<ColourName> = new Set<ColourName>(["olive", "lime", "green", "dark green"]);
const AIRY: ReadonlySet<ColourName> = new Set<ColourName>(["white", "silver", "grey", "slate", "sky blue", "blue"]);
const AT_THE_TOP: ReadonlySet<Position> = new Set<Position>(["top left", "top", "top right", "across the top"]);
const CALM: ReadonlySet<Texture> = new Set<Texture>(["smooth", "soft"]);

/**
 * Names a background that the network calls «other»: green surfaces outdoors are vegetation, calm light or blue ones at the
 * top are sky. Only the network tells anything else.
 */
export function backgroundLabel(region: Region, scene: Scene): AnyLabel {
  if (region.label !== "other" || WITHOUT_SKY.has(scene)) return region.label;
  if (FOLIAGE.has(region.colour)) return "vegetation";
  return AIRY.has(region.colour) && AT_THE_TOP.has(region.position) && CALM.has(region.texture) ? "sky" : "other";
}
