"""Names a picture with one of some hundred plain words, from the label of its index row or the classes of an ImageNet
network. Every word belongs to one of the 15 scenes that the tiny decoder knows (vocabulary.ts has the same table).
"""

from scene_labels import COCO_ORDER, SCENES, fold

# word: (scene, words of a place's or object list's label that mean it). The first match of a label decides.
PLACES: dict[str, tuple[str, str]] = {
    "living room": ("room", "living room,parlor,sunroom,great hall"),
    "dining room": ("room", "dining room,dining hall,dinette,banquet,mess hall,cafeteria,breakfast area,food court"),
    "bedroom": ("bedroom", "bedroom,hotel room,dorm room,nursery,childs room,bedchamber,youth hostel,berth"),
    "bathroom": ("bathroom", "bathroom,shower,jacuzzi,restroom,sauna,washhouse,hot tub,toilet"),
    "kitchen": ("kitchen", "kitchen,galley,pantry,wet bar"),
    "office": ("room", "office,computer room,call center,control room,newsroom,cybercafe,editing room"),
    "meeting room": ("room", "conference,classroom,lecture,auditorium,courtroom,jury,assembly hall,waiting room"),
    "hallway": ("room", "corridor,hallway,lobby,staircase,elevator,escalator,reception,entrance,backstairs,atrium"),
    "shop": ("room", "shop,store,supermarket,market,bazaar,boutique,delicatessen,salon,showroom,bakery,florist"),
    "restaurant": ("room", "restaurant,diner,bistro,pub,saloon,bar,coffee,tearoom,snack,beer hall,sushi,buffet"),
    "museum": ("room", "museum,art gallery,art studio,library,archive,bookstore,artists loft"),
    "sports hall": (
        "room",
        "gymnasium,court indoor,rink indoor,boxing,wrestling,martial,bowling,athletic field indoor",
    ),
    "games room": ("room", "game room,poolroom,playroom,casino,arcade,ball pit,home theater,dance,music studio"),
    "stage": ("room", "stage,theater,cinema,procenium,orchestra,ballroom,nightclub,podium,television studio"),
    "station hall": ("room", "terminal,airport ticket,baggage,departure,subway,train station,arrival gate,bus station"),
    "cabin": ("vehicle", "cockpit,airplane cabin,bus interior,van interior,frontseat,backseat,dining car,pilothouse"),
    "workshop": ("room", "warehouse,garage indoor,factory,workshop,workroom,foundry,assembly,hangar indoor,engine"),
    "church interior": (
        "room",
        "church indoor,cathedral indoor,apse indoor,altar,cloister indoor,sacristy,pulpit,mosque indoor",
    ),
    "closet": ("room", "closet,attic,basement,utility room,laundromat,storage,dressing room,locker,cellar"),
    "interior": ("room", "room,indoor,window seat,alcove,hospital,laboratory,lab,jail,clean room"),
    "city street": ("street", "street,downtown,alley,crosswalk,plaza,slum,medina,urban,promenade,sidewalk,block"),
    "road": (
        "street",
        "highway,freeway,road,roundabout,overpass,bypass,driveway,toll,parking,runway,taxiway,"
        "train railway",
    ),
    "skyline": ("building", "skyscraper,industrial,oil refinery,power plant,building complex"),
    "castle": ("building", "castle,fort,palace,battlement,fortress,donjon,kasbah,watchtower,acropolis,ruin,tomb"),
    "church": (
        "building",
        "church,cathedral,abbey,mosque,temple,monastery,synagogue,chapel,pagoda,baptistry,shrine,nunnery",
    ),
    "tower": ("building", "tower,lighthouse,windmill,water tower,observatory,silo"),
    "bridge": ("building", "bridge,viaduct,aqueduct,dam,pier,rock arch"),
    "house": (
        "building",
        "house,cottage,cabin,mansion,farm building,barn,chalet,hut,shed,villa,motel,inn outdoor,dacha",
    ),
    "building": (
        "building",
        "building,facade,exterior,apartment,hotel outdoor,courthouse,bank outdoor,campus,station,school",
    ),
    "snowy mountains": ("mountain", "mountain snowy,snow,glacier,ski,ice floe,iceberg,crevasse,ice,t-bar"),
    "mountains": ("mountain", "mountain,hill,valley,alp,volcano,butte,badlands,gulch,outcropping"),
    "cliff": ("mountain", "cliff,canyon,gorge,cavern,rock,quarry,mine,hoodoo,fissure"),
    "beach": ("water", "beach,coast,sandbar,shore,seaside,cove"),
    "sea": ("water", "ocean,sea,wave,harbor,fjord,archipelago,lagoon,islet,surfboard"),
    "river": ("water", "river,creek,waterfall,stream,cataract,cascade,canal,waterway,swimming hole,levee"),
    "lake": ("water", "lake,pond,marsh,swamp,bayou,wetland,flood,estuary,tidal,hot spring"),
    "pool": ("water", "swimming pool,plunge,bath outdoor,fountain,aquarium,lido"),
    "forest": ("plants", "forest,broadleaf,needleleaf,woods,jungle,bamboo,glade,rainforest,tree farm,wild"),
    "garden": (
        "plants",
        "garden,park,yard,lawn,greenhouse,orchard,topiary,arbor,botanical,patio,courtyard,trellis,"
        "hedgerow",
    ),
    "field": ("landscape", "field,pasture,cultivated,farm,vineyard,hayfield,moor,heath,natural,scrubland,fairway,golf"),
    "desert": ("landscape", "desert,sand,oasis,dune,semidesert,dry"),
    "playground": (
        "street",
        "playground,amusement park,carrousel,stadium,bleachers,baseball,football,court outdoor,fair",
    ),
}  # fmt: skip

COCO: dict[str, tuple[str, str]] = {
    "cat": ("animal", "cat"), "dog": ("animal", "dog"), "bird": ("animal", "bird"), "horse": ("animal", "horse"),
    "sheep": ("animal", "sheep"), "cow": ("animal", "cow"), "elephant": ("animal", "elephant"),
    "bear": ("animal", "bear"), "zebra": ("animal", "zebra"), "giraffe": ("animal", "giraffe"),
    "meal": ("food", "pizza,sandwich,hot dog,dining table,bowl"), "cake": ("food", "cake,donut"),
    "fruit": ("food", "banana,apple,orange"), "vegetables": ("food", "broccoli,carrot"),
    "airplane": ("vehicle", "airplane"), "train": ("vehicle", "train"), "bus": ("vehicle", "bus"),
    "truck": ("vehicle", "truck"), "motorcycle": ("vehicle", "motorcycle"), "bicycle": ("vehicle", "bicycle"),
    "boat": ("water", "boat"), "car": ("vehicle", "car"),
    "sport": ("people", "tennis racket,baseball bat,baseball glove,sports ball,skateboard,frisbee,skis,snowboard,kite"),
    "people": ("people", "person"),
}  # fmt: skip

# ImageNet's classes by their number: (first, last, word).
IMAGENET: tuple[tuple[int, int, str], ...] = (
    (0, 6, "fish"), (7, 24, "bird"), (25, 32, "frog"), (33, 37, "turtle"), (38, 51, "lizard"), (52, 68, "snake"),
    (69, 79, "insect"), (80, 100, "bird"), (101, 101, "elephant"), (102, 106, "wild animal"),
    (107, 117, "sea creature"), (118, 126, "crab"), (127, 146, "bird"), (147, 150, "sea creature"), (151, 275, "dog"),
    (276, 280, "wild animal"), (281, 285, "cat"), (286, 293, "big cat"), (294, 297, "bear"), (298, 299, "wild animal"),
    (300, 326, "insect"), (327, 329, "sea creature"), (330, 338, "small animal"), (339, 339, "horse"),
    (340, 340, "zebra"), (341, 344, "wild animal"), (345, 347, "cow"), (348, 353, "sheep"), (354, 355, "wild animal"),
    (356, 364, "small animal"), (365, 384, "monkey"), (385, 386, "elephant"), (387, 388, "bear"), (389, 397, "fish"),
    (924, 935, "meal"),
    (936, 947, "vegetables"),
    (948, 957, "fruit"),
    (959, 969, "meal"),
    (970, 970, "snowy mountains"),
    (972, 972, "cliff"), (973, 973, "sea creature"), (975, 975, "lake"), (976, 978, "beach"), (979, 980, "mountains"),
    (981, 981, "sport"), (982, 983, "people"), (984, 984, "field"), (985, 986, "flowers"), (987, 990, "plant"),
    (991, 997, "mushroom"),
)  # fmt: skip

IMAGENET_NUMBERS: dict[str, str] = {
    "car": "407 436 468 479 511 581 609 627 656 661 717 751 817 734 757",
    "truck": "408 555 561 569 586 595 675 730 803 847 856 864 866 867 517 571",
    "bus": "654 779 874", "train": "466 547 565 705 820 829",
    "airplane": "404 405 895 908 812 417 701", "bicycle": "444 671 870 880", "motorcycle": "665 670 573 575 802",
    "boat": "403 472 484 510 536 554 576 625 628 724 780 814 833 871 914 913 460",
    "church": "442 497 663 668 832",
    "castle": "483 698 873 743",
    "tower": "437 900 863 682 540",
    "bridge": "718 821 839 888 525",
    "house": "425 449 500 660 853 858 915 580", "building": "498 538 727",
    "furniture": "423 453 492 493 495 516 520 526 532 548 553 559 564 703 736 750 765 831 857 894 431 721 846 619 861",
    "musical instrument": (
        "401 402 420 432 486 513 541 542 546 558 566 577 579 593 594 641 642 683 684 687 699 776 822 875 "
        "881 889"
    ),
    "clothing": (
        "399 400 411 433 439 445 451 452 457 459 474 496 501 502 514 515 518 529 560 568 578 601 608 610 "
        "614 615 617 630 638 639 652 655 658 667 689 697 735 770 774 775 793 796 806 808 834 841 842 869 "
        "887 906 443 570 643 903 824 911"
    ),
    "electronics": (
        "409 481 482 485 487 508 527 528 530 531 590 592 605 613 620 632 650 662 664 673 681 688 707 713 "
        "732 742 745 754 759 761 782 826 848 851 878 892 810"
    ),
    "kitchenware": (
        "438 441 463 499 503 504 505 512 521 544 550 567 572 618 647 651 659 666 712 725 766 773 809 813 "
        "827 828 849 859 868 891 909 910 923 968 469 534 760 897"
    ),
    "bottle": "440 720 737 898 899 901 907 653 711 427 455 631 838",
    "tool": (
        "473 477 491 587 596 606 623 677 696 695 726 731 740 749 772 783 784 792 812 845 855 840 882 462 "
        "507 589 621"
    ),
    "ball": "429 430 522 574 722 746 768 805 852 890 747 795 416 422 543 602 702 752",
    "bag": "414 636 728 748 893 790 791 797 588 549 478 519",
    "book": "446 916 917 918 921 922 921", "sign": "919 920 781 704", "toy": "850 607 612 476 865",
    "weapon": "413 471 657 744 763 764 777 787 461 465 490 524",
    "shop": "415 424 454 467 509 582 762 788 860", "museum": "624", "stage": "819 854", "church interior": "406",
    "pool": "562", "garden": "706 738 716 912", "people": "836 837",
}  # fmt: skip

FLOWERS_AND_GOODS = {"17flowers": "flowers", "GroceryStoreDataset": "groceries", "clothing-dataset-small": "clothing",
                     "clothing-co-parsing": "people", "ECUSTFD": "meal"}  # fmt: skip
MORE: dict[str, str] = {
    "fish": "animal", "frog": "animal", "turtle": "animal", "lizard": "animal", "snake": "animal", "insect": "animal",
    "wild animal": "animal", "sea creature": "animal", "crab": "animal", "big cat": "animal", "small animal": "animal",
    "monkey": "animal", "flowers": "plants", "plant": "plants", "mushroom": "plants", "furniture": "room",
    "musical instrument": "object", "clothing": "object", "electronics": "object", "kitchenware": "object",
    "bottle": "object", "tool": "object", "ball": "object", "bag": "object", "book": "object", "sign": "object",
    "toy": "object", "weapon": "object", "groceries": "food",
}  # fmt: skip

# Every word and the scene that it belongs to; a word's place is its channel in the network.
SCENE_OF: dict[str, str] = {
    **{word: scene for table in (PLACES, COCO) for word, (scene, _) in table.items()}, **MORE,
}  # fmt: skip
WORDS: tuple[str, ...] = tuple(SCENE_OF)
# What is left of a coarse scene where no word fits: nothing is said of it but the scene.
_BY_NUMBER = {n: w for first, last, w in IMAGENET for n in range(first, last + 1)} | {
    int(n): w for w, numbers in IMAGENET_NUMBERS.items() for n in numbers.split()
}


def of_imagenet(number: int) -> int:
    """Word of ImageNet class 0…999, −1 where it has none."""
    word = _BY_NUMBER.get(number)
    return -1 if word is None else WORDS.index(word)


def _match(table: dict[str, tuple[str, str]], label: str) -> int:
    for word, (_, keys) in table.items():
        if any(key in label for key in keys.split(",")):
            return WORDS.index(word)
    return -1


def word_of(row: dict, imagenet: dict[str, int]) -> int:
    """Word of an index row, −1 where its label says none. `imagenet` numbers ImageNet's names."""
    label, source = row.get("label") or "", row["source"]
    for part, word in FLOWERS_AND_GOODS.items():
        if part in source:
            return WORDS.index(word)
    if "SegNet" in source:
        return WORDS.index("city street")
    if not label:
        return -1
    if "imagenet-sample" in source:
        return of_imagenet(imagenet.get(label.lower(), -1))
    if "cross-platform" in source or "Houses" in source:
        if label == "house, front":
            return WORDS.index("house")
        return _match(PLACES, label)
    if "CNN" in source:
        return WORDS.index("dog" if "dog" in label else "cat")
    words = {w.strip() for w in label.split(",")}
    scene = fold(row)
    if scene >= 0 and SCENES[scene] in ("kitchen", "bathroom", "bedroom"):
        return WORDS.index(SCENES[scene])
    if words & dict(COCO_ORDER)["street"]:
        return WORDS.index("city street")
    for word, (_, keys) in COCO.items():
        if words & set(keys.split(",")):
            return WORDS.index(word)
    return -1
