/** Rounds of reassignment; photos settle in fewer. */
const ROUNDS = 12;

/**
 * Cuts cells into groups of like colour: k-means in OKLab, begun at the colours that lie farthest apart (Gonzalez 1985), so
 * that nothing is random.
 *
 * @param colours three values a cell
 * @returns group 0…count − 1 of each cell
 */
export function colourClusters(colours: Float64Array, count: number): Uint8Array {
  const cells = colours.length / 3;
  const group = new Uint8Array(cells);
  const centres = farthest(colours, Math.min(count, cells));
  for (let round = 0; round < ROUNDS; round++) {
    let moved = false;
    const sums = centres.map(() => [0, 0, 0, 0]);
    for (let i = 0; i < cells; i++) {
      let best = 0, least = Infinity;
      centres.forEach((centre, k) => {
        const d = distance(colours, i, centre);
        if (d < least) [best, least] = [k, d];
      });
      moved ||= group[i] !== best;
      group[i] = best;
      for (let c = 0; c < 3; c++) sums[best][c] += colours[3 * i + c];
      sums[best][3]++;
    }
    if (!moved && round > 0) break;
    sums.forEach((sum, k) => {
      if (sum[3] > 0) centres[k] = [sum[0] / sum[3], sum[1] / sum[3], sum[2] / sum[3]];
    });
  }
  return group;
}

/** Starts at the mean colour and adds, each time, the cell farthest from all chosen. */
function farthest(colours: Float64Array, count: number): number[][] {
  const cells = colours.length / 3;
  const mean = [0, 0, 0];
  for (let i = 0; i < colours.length; i++) mean[i % 3] += colours[i] / cells;
  const centres = [mean];
  const near = Float64Array.from({ length: cells }, (_, i) => distance(colours, i, mean));
  while (centres.length < count) {
    const far = near.reduce((best, value, i) => value > near[best] ? i : best, 0);
    const centre = [...colours.subarray(3 * far, 3 * far + 3)];
    centres.push(centre);
    for (let i = 0; i < cells; i++) near[i] = Math.min(near[i], distance(colours, i, centre));
  }
  return centres;
}

function distance(colours: Float64Array, cell: number, centre: readonly number[]): number {
  const at = 3 * cell;
  return (colours[at] - centre[0]) ** 2 + (colours[at + 1] - centre[1]) ** 2 + (colours[at + 2] - centre[2]) ** 2;
}
