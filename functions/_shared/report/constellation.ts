/** Received points of one protection class, after the equalizer. */
export interface ConstellationClass {
  /** Such as `base layer`. */
  name: string;
  /** Such as `QPSK`. */
  modulation: string;
  /** Interleaved I and Q, unit mean symbol energy. */
  points: Float32Array;
  /** N0 that each point is left with, where that is known. */
  noise?: Float32Array;
  /** The points before the equalizer, where they are known. */
  observed?: Float32Array;
}

/** Most points drawn of a class; more only blacken the picture. */
const MOST_POINTS = 1200;
/** Half side of the drawing in units of the symbol amplitude. */
const EXTENT = 2;

/** An SVG of received points, one path a class: a zero-length stroke with round caps is a dot. */
export function constellationSvg(classes: readonly ConstellationClass[]): string {
  const paths = classes.map(({ points }, index) => {
    const count = points.length / 2;
    const stride = Math.max(1, count / MOST_POINTS);
    let path = "";
    for (let at = 0; at < count; at += stride) {
      const k = 2 * Math.floor(at);
      const x = clamp(points[k]), y = clamp(-points[k + 1]);
      path += `M${x.toFixed(2)} ${y.toFixed(2)}h0`;
    }
    return `<path class="dots dots-${index}" d="${path}"/>`;
  });
  const names = classes.map(({ name, modulation }) => `${name} ${modulation}`).join(", ");
  return `<svg class="constellation" viewBox="-2 -2 4 4" role="img" aria-label="Received symbols: ${names}">` +
    `<path class="axis" d="M-2 0H2M0 -2V2"/><circle class="axis" r="1"/>${paths.join("")}</svg>`;
}

function clamp(value: number): number {
  return Math.min(EXTENT - 0.02, Math.max(0.02 - EXTENT, value));
}
