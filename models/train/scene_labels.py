"""Folds the label of an index row (ADE20K scene names, ImageNet words, object lists) to one of the 15 scenes.

The order is that of `scenes` in functions/_shared/semantics/vocabulary.ts; the scene head's channel k is scene k.
"""

SCENES = (
    "street", "building", "room", "kitchen", "bedroom", "bathroom", "landscape", "mountain",
    "water", "plants", "people", "animal", "vehicle", "food", "object",
)  # fmt: skip

# Looked up in this order; the first word found inside the label decides.
KEYWORDS: dict[str, tuple[str, ...]] = {
    "kitchen": ("kitchen", "galley", "refrigerator", "stove"),
    "bathroom": ("bathroom", "toilet", "shower", "jacuzzi", "washbasin", "bathtub"),
    "bedroom": ("bedroom", "hotel room", "dorm room", "nursery", "childs room", "four-poster", "bed"),
    "mountain": ("mountain", "alp", "volcano", "cliff", "canyon", "butte", "hill"),
    "water": (
        "coast", "beach", "river", "creek", "lake", "sea", "ocean", "harbor", "pond", "waterfall", "islet",
        "swimming",
        "surfboard", "boat", "seashore", "sandbar", "promontory", "coral reef", "pier",
    ),
    "street": (
        "street", "highway", "alley", "roundabout", "crosswalk", "plaza", "downtown", "parking", "traffic light",
        "stop sign", "parking meter", "toll",
    ),
    "building": (
        "building", "house, front", "skyscraper", "castle", "church", "tower", "mosque", "palace", "monastery",
        "barn",
        "lighthouse", "bridge", "apartment", "facade", "dome", "stupa", "exterior", "viaduct", "temple",
    ),
    "room": (
        "living room", "dining room", "room", "office", "corridor", "terminal", "attic", "closet", "parlor", "studio",
        "gallery", "lobby", "bar", "warehouse", "classroom", "shop", "museum", "staircase", "garage", "reception",
        "casino", "library", "restaurant", "theater", "gymnasium", "dinette", "cinema", "store", "indoor",
        "window seat",
    ),
    "plants": (
        "broadleaf", "needleleaf", "forest", "garden", "park", "orchard", "greenhouse", "flower", "dandelion",
        "cowslip",
        "tigerlily", "bluebell", "windflower", "pansy", "colts' foot", "buttercup", "crocus", "sunflower", "daffodil",
        "tulip", "lily of the valley", "snowdrop", "daisy", "fritillary", "iris", "bonsai", "lotus", "potted plant",
    ),
    "landscape": ("valley", "pasture", "field", "cultivated", "natural", "wild", "desert", "golf course", "vineyard"),
    "animal": (
        "dog", "cat", "bird", "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe", "panda", "ibis",
        "flamingo", "okapi", "kangaroo", "lobster", "starfish", "hawksbill",
    ),
    "vehicle": ("car", "bus", "train", "truck", "airplane", "motorcycle", "bicycle", "vehicle", "cockpit",
    "schooner"),
    "food": (
        "on a plate", "pizza", "sandwich", "banana", "apple", "orange", "broccoli", "carrot", "hot dog", "donut",
        "cake",
        "bowl", "dining table",
    ),
    "people": ("person", "faces"),
}  # fmt: skip

IMAGENET_VEHICLES = {
    "airliner", "ambulance", "amphibian", "bicycle-built-for-two", "bobsled", "bullet train", "cab", "convertible",
    "electric locomotive", "fire engine", "fireboat", "forklift", "freight car", "garbage truck", "go-kart",
    "half track",
    "jeep", "jinrikisha", "limousine", "minibus", "minivan", "model t", "moped", "motor scooter", "mountain bike",
    "moving van", "oxcart", "passenger car", "pickup", "police van", "racer", "recreational vehicle", "school bus",
    "snowmobile", "snowplow", "sports car", "steam locomotive", "streetcar", "tank", "tow truck", "tractor",
    "trailer truck", "tricycle", "trolleybus", "unicycle", "beach wagon", "warplane", "airship", "space shuttle",
}  # fmt: skip

IMAGENET_BUILDINGS = {
    "barn", "beacon", "bell cote", "boathouse", "castle", "church", "cinema", "dome", "greenhouse", "library",
    "mobile home",
    "monastery", "mosque", "obelisk", "palace", "planetarium", "prison", "steel arch bridge", "stupa",
    "suspension bridge",
    "thatch", "tile roof", "triumphal arch", "viaduct", "water tower", "yurt",
}  # fmt: skip

PLAIN_OBJECT_SOURCES = ("GroceryStoreDataset", "clothing-dataset-small")


def imagenet_scene(wnid: int, label: str) -> str:
    """WordNet offsets go by subject: animals below 2.6 million, food 7, land forms 9, people 10, plants 11 to 13."""
    name = label.lower()
    if wnid < 2_600_000:
        return "animal"
    if name in IMAGENET_VEHICLES:
        return "vehicle"
    if name in IMAGENET_BUILDINGS:
        return "building"
    if 7_000_000 <= wnid < 8_000_000:
        return "food"
    if 9_000_000 <= wnid < 9_600_000:
        return "mountain" if name in ("alp", "cliff", "volcano") else "water"
    if 10_000_000 <= wnid < 11_000_000:
        return "people"
    if wnid >= 11_000_000:
        return "plants"
    return "object"


def fold(row: dict) -> int:
    """Scene number of an index row, −1 where the label says nothing about it."""
    label = row.get("label") or ""
    name = row["path"].rsplit("/", 1)[-1]
    if "imagenet-sample-images" in row["source"]:
        return SCENES.index(imagenet_scene(int(name[1:9]), label))
    if "SegNet" in row["source"]:
        return SCENES.index("street")
    if "17flowers" in row["source"]:
        return SCENES.index("plants")
    if "GroceryStore" in row["source"]:
        return SCENES.index("food")
    if "clothing-dataset-small" in row["source"]:
        return SCENES.index("object")
    if not label:
        return -1
    words = {w.strip() for w in label.replace(" and ", ",").split(",")}
    if "coco" in row["source"].lower() or "ImageClassification" in row["source"]:
        return coco_scene(words)
    if label == "street":
        # ADE20K's outdoor street scenes
        return SCENES.index("street")
    for scene, keys in KEYWORDS.items():
        if any(key in label for key in keys):
            return SCENES.index(scene)
    return -1


COCO_ORDER = (
    ("kitchen", {"oven", "refrigerator", "microwave", "toaster"}),
    ("bathroom", {"toilet"}),
    ("bedroom", {"bed"}),
    ("animal", {"cat", "dog", "bird", "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe"}),
    ("food", {"pizza", "sandwich", "banana", "apple", "orange", "broccoli", "carrot", "hot dog", "donut", "cake",
        "bowl"}),
    ("street", {"traffic light", "stop sign", "parking meter"}),
    ("water", {"surfboard", "boat"}),
    ("vehicle", {"car", "bus", "train", "truck", "airplane", "motorcycle", "bicycle"}),
    ("people", {"person"}),
    ("room", {"couch", "tv", "chair", "dining table", "laptop"}),
)  # fmt: skip


def coco_scene(words: set[str]) -> int:
    """Scene of a picture from its list of annotated objects: the most telling one decides."""
    for scene, keys in COCO_ORDER:
        if words & keys:
            return SCENES.index(scene)
    return SCENES.index("object")
