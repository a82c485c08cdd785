"""What the background of a photograph may be, by its scene word, colour and place: sets of labels on a grid.

No public masks of water, walls or snow were at hand, and groups of a teacher's features that were looked at did not
separate them. So this is weak knowledge: blue or light that reaches down from the top is sky, green is tree or grass,
what is blue below the sky of a beach is water, the lower part of a room is floor or furniture. The network sees many
photographs and has to find what they have in common.
"""

import numpy as np
from PIL import Image

from key_map_model import LABELS
from scene_words import SCENE_OF, WORDS

BIT = {label: 1 << i for i, label in enumerate(LABELS)}
WET = {"beach", "sea", "river", "lake", "pool", "boat"}
STONY = {"mountains", "cliff", "snowy mountains"}
SANDY = {"beach", "desert"}
SNOWY = {"snowy mountains"}
ROOMS = {w for w, scene in SCENE_OF.items() if scene in ("room", "kitchen", "bedroom", "bathroom")}
BUILT = {"city street", "skyline", "castle", "church", "tower", "bridge", "house", "building"}
PAVED = {"city street", "road", "car", "bus", "truck", "motorcycle", "bicycle", "house", "building"}
GOODS = {"groceries", "meal", "fruit", "vegetables", "cake", "cabin", "clothing", "electronics", "kitchenware"}


def bits(*labels: str) -> int:
    return sum(BIT[label] for label in labels)


def background_sets(rgb: np.ndarray, word: int, grid: int) -> np.ndarray:
    """int64 [grid, grid] bit sets of labels for a photo whose scene word is `word` (−1: not known)."""
    name = WORDS[word] if word >= 0 else ""
    small = Image.fromarray(rgb).resize((grid, grid), Image.Resampling.BOX)
    fine = np.asarray(Image.fromarray(rgb).convert("L").resize((4 * grid, 4 * grid)), np.float32)
    rough = fine.reshape(grid, 4, grid, 4).std((1, 3)) > 9
    r, g, b = np.moveaxis(np.asarray(small).astype(int), 2, 0)
    low, high = np.minimum(np.minimum(r, g), b), np.maximum(np.maximum(r, g), b)
    y = np.broadcast_to((np.arange(grid)[:, None] + 0.5) / grid, (grid, grid))
    green = (2 * g - r - b > 12) & (g >= r - 4)
    grey = high - low < 36
    bluish = (b >= r) & (b >= g - 14) & (high > 50)
    tan = (r > 120) & (r >= g) & (g > b + 8)
    airy = ((b > r + 6) & (b >= g - 4) & (b > 90)) | ((low > 150) & (high - low < 40))
    airy = np.logical_and.accumulate(airy & ~rough, axis=0)
    sets = np.full((grid, grid), bits("other"), np.int64)
    if name in ROOMS:
        sets[:] = bits("other", "wall", "furniture")
        sets[y < 0.35] = bits("wall")
        sets[y > 0.7] = bits("floor", "furniture", "fabric", "table")
        return sets
    if name in GOODS:
        sets[:] = bits("other", "wall", "fabric", "table")
        return sets
    if name in STONY:
        sets[:] = bits("mountain", "rock")
    if name in BUILT:
        sets[:] = bits("building", "other")
        sets[(y < 0.7) & (y > 0.15) & ~green] = bits("building")
    if name in PAVED:
        sets[(y > 0.62) & grey] = bits("road")
    if name in SANDY:
        sets[tan & (y > 0.3)] = bits("sand")
    if name in SNOWY:
        sets[(low > 150) & (y > 0.3)] = bits("snow")
    if name in ("forest", "garden"):
        sets[:] = bits("tree", "grass", "flowers", "other")
    if name in ("field",):
        sets[y > 0.5] = bits("grass", "sand")
    green &= ~np.isin(name, list(WET)) | (y < 0.4)
    sets[green] = bits("tree", "grass", "vegetation")
    sets[green & (y < 0.4) & rough] = bits("tree")
    sets[green & (y > 0.65)] = bits("grass")
    if name in WET:
        sets[(y > 0.35) & (bluish | (green & ~rough))] = bits("water")
    sets[airy] = bits("sky")
    # light grey without a hint of a scene may be a wall as well
    if not name:
        sets[airy & grey] = bits("sky", "wall", "other")
    return sets
