/**
 * LPIPS 0.1 (Zhang et al., CVPR 2018): where its parts come from, and the layers of its three backbones.
 *
 * @module
 */

/** A file on the internet. */
export interface Source {
  /** Its home. A mirror has it under the last part of this. */
  url: string;
  /** SHA-256 in hexadecimal digits, or the first ones of it: what its publisher put into the name. */
  sha256: string;
  licence: string;
}

/** A layer of a backbone, as torchvision names and numbers it. After each comes a ReLU, but not after a pool. */
export type Layer =
  | { conv: number; out: number; kernel: number; stride?: number; pad?: number }
  | { fire: number; squeeze: number; expand: number }
  | { pool: number; ceil?: boolean }
  | "tap";

/** A network of LPIPS. */
export interface LpipsNetwork {
  backbone: Source;
  heads: Source;
  /** Up to the last tap: what LPIPS compares. Pools have stride 2. */
  layers: readonly Layer[];
}

const BACKBONE = "torchvision's weights, BSD-3-Clause; trained on ImageNet, which is for research and education";
const HEADS = "the lpips package's heads, BSD-2-Clause";
const TORCHVISION = "https://download.pytorch.org/models/";
const LPIPS =
  "https://raw.githubusercontent.com/richzhang/PerceptualSimilarity/082bb24f84c091ea94de2867d34c4544f68e0963/lpips/weights/v0.1/";

const conv3 = (conv: number, out: number): Layer => ({ conv, out, kernel: 3, pad: 1 });
const fire = (fire: number, squeeze: number, expand: number): Layer => ({ fire, squeeze, expand });

/** By the name that the `lpips` package gives them. */
export const NETWORKS: Readonly<Record<"alex" | "vgg" | "squeeze", LpipsNetwork>> = {
  alex: {
    backbone: { url: `${TORCHVISION}alexnet-owt-7be5be79.pth`, sha256: "7be5be79", licence: BACKBONE },
    heads: {
      url: `${LPIPS}alex.pth`,
      sha256: "df73285e35b22355a2df87cdb6b70b343713b667eddbda73e1977e0c860835c0",
      licence: HEADS,
    },
    layers: [
      ...[{ conv: 0, out: 64, kernel: 11, stride: 4, pad: 2 }, "tap", { pool: 3 }] as const,
      ...[{ conv: 3, out: 192, kernel: 5, pad: 2 }, "tap", { pool: 3 }] as const,
      ...[conv3(6, 384), "tap", conv3(8, 256), "tap", conv3(10, 256), "tap"] as const,
    ],
  },
  vgg: {
    backbone: { url: `${TORCHVISION}vgg16-397923af.pth`, sha256: "397923af", licence: BACKBONE },
    heads: {
      url: `${LPIPS}vgg.pth`,
      sha256: "a78928a0af1e5f0fcb1f3b9e8f8c3a2a5a3de244d830ad5c1feddc79b8432868",
      licence: HEADS,
    },
    layers: [
      ...[conv3(0, 64), conv3(2, 64), "tap", { pool: 2 }] as const,
      ...[conv3(5, 128), conv3(7, 128), "tap", { pool: 2 }] as const,
      ...[conv3(10, 256), conv3(12, 256), conv3(14, 256), "tap", { pool: 2 }] as const,
      ...[conv3(17, 512), conv3(19, 512), conv3(21, 512), "tap", { pool: 2 }] as const,
      ...[conv3(24, 512), conv3(26, 512), conv3(28, 512), "tap"] as const,
    ],
  },
  squeeze: {
    backbone: { url: `${TORCHVISION}squeezenet1_1-b8a52dc0.pth`, sha256: "b8a52dc0", licence: BACKBONE },
    heads: {
      url: `${LPIPS}squeeze.pth`,
      sha256: "4a5350f23600cb79923ce65bb07cbf57dca461329894153e05a1346bd531cf76",
      licence: HEADS,
    },
    layers: [
      ...[{ conv: 0, out: 64, kernel: 3, stride: 2 }, "tap", { pool: 3, ceil: true }] as const,
      ...[fire(3, 16, 64), fire(4, 16, 64), "tap", { pool: 3, ceil: true }] as const,
      ...[fire(6, 32, 128), fire(7, 32, 128), "tap", { pool: 3, ceil: true }] as const,
      ...[
        fire(9, 48, 192),
        "tap",
        fire(10, 48, 192),
        "tap",
        fire(11, 64, 256),
        "tap",
        fire(12, 64, 256),
        "tap",
      ] as const,
    ],
  },
};

/** Name of a network. */
export type LpipsName = keyof typeof NETWORKS;
