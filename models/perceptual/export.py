"""Makes the perceptual networks that `deno task evaluate --perceptual FILE` reads: ONNX, two pictures in, a distance out.

    python models/perceptual/export.py lpips --net alex --out lpips-alex.onnx [--weights alexnet.pth]
    python models/perceptual/export.py mobilenet --weights mobilenet_v1_features.npz --shrink 2 --out mobilenet.onnx

Needs torch and onnx; lpips 0.1.4 and torchvision too for LPIPS. Without --weights torchvision fetches its own ImageNet weights of the
backbone; --weights is a state dict of torchvision's class; the heads come with the lpips package.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import nn

TAPS = (2, 6, 10, 22, 26)  # last convolution of each resolution


class Lpips(nn.Module):
    """LPIPS 0.1 (Zhang et al., CVPR 2018) of pictures in 0…1."""

    def __init__(self, net: str, backbone: dict[str, torch.Tensor]):
        super().__init__()
        import lpips

        self.metric = lpips.LPIPS(net=net, pretrained=True, pnet_rand=True, verbose=False).eval()
        own = self.metric.net.state_dict()
        given = {name: value for name, value in backbone.items() if name.startswith("features.")}
        # Same layers in the same order, under other names; LPIPS leaves out what follows its last tap.
        for (name, old), new in zip(own.items(), given.values(), strict=False):
            if old.shape != new.shape:
                raise SystemExit(f"{name} has shape {tuple(old.shape)}, the weights have {tuple(new.shape)} there")
        names = list(own)
        self.metric.net.load_state_dict(dict(zip(names, list(given.values())[: len(names)], strict=True)))

    def forward(self, a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        return self.metric(a, b, normalize=True).reshape(1)


class MobileNet(nn.Module):
    """Distance of MobileNet v1 features: channels at unit length, squared difference, mean over places, mean over layers.

    `cosine` is that of the last layer's means, the embedding.
    """

    def __init__(self, weights: Path, shrink: int):
        super().__init__()
        data = np.load(weights)
        self.shrink = shrink
        self.layers = nn.ModuleList()
        for i in range(27):
            w = torch.from_numpy(data[f"{i:02d}_w"].astype(np.float32))
            stride, depthwise = (int(v) for v in data[f"{i:02d}_meta"])
            side = w.shape[-1]
            groups = w.shape[0] if depthwise else 1
            conv = nn.Conv2d(w.shape[1] * groups, w.shape[0], side, stride, 0, groups=groups)
            conv.weight.data, conv.bias.data = w, torch.from_numpy(data[f"{i:02d}_b"])
            pad = nn.Identity() if side == 1 else nn.ZeroPad2d((0, 1, 0, 1) if stride == 2 else 1)
            self.layers.append(nn.Sequential(pad, conv, nn.ReLU6()))

    def features(self, x: torch.Tensor) -> list[torch.Tensor]:
        if self.shrink > 1:
            x = nn.functional.avg_pool2d(x, self.shrink)
        x = (x * 255 - 128) / 128
        taps = []
        for i, layer in enumerate(self.layers):
            x = layer(x)
            if i in TAPS:
                taps.append(x)
        return taps

    def forward(self, a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        fa, fb = self.features(a), self.features(b)

        def unit(x: torch.Tensor) -> torch.Tensor:
            return x / (x.pow(2).sum(1, keepdim=True).sqrt() + 1e-10)

        distances = [(unit(p) - unit(q)).pow(2).sum(1).mean() for p, q in zip(fa, fb, strict=True)]
        ea, eb = fa[-1].mean((2, 3)), fb[-1].mean((2, 3))
        cosine = (ea * eb).sum(1) / ((ea * ea).sum(1).sqrt() * (eb * eb).sum(1).sqrt() + 1e-10)
        return torch.stack(distances).mean().reshape(1), cosine


def backbone_of(net: str, weights: Path | None) -> dict[str, torch.Tensor]:
    if weights is not None:
        return torch.load(weights, map_location="cpu", weights_only=True)
    import torchvision

    name = {"alex": "alexnet", "vgg": "vgg16", "squeeze": "squeezenet1_1"}[net]
    return torchvision.models.get_model(name, weights="IMAGENET1K_V1").state_dict()


def export(model: nn.Module, outputs: list[str], out: Path) -> None:
    example = (torch.rand(1, 3, 96, 128), torch.rand(1, 3, 96, 128))
    sizes = {name: {2: "height", 3: "width"} for name in ("a", "b")}
    torch.onnx.export(
        model.eval(), example, str(out), input_names=["a", "b"], output_names=outputs, dynamic_axes=sizes,
        opset_version=17, dynamo=False,
    )
    print(f"{out}: {out.stat().st_size} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=["lpips", "mobilenet"])
    parser.add_argument("--net", choices=["alex", "vgg", "squeeze"], default="alex")
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--shrink", type=int, default=1, help="pictures are first averaged by this factor (mobilenet)")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    if args.kind == "lpips":
        export(Lpips(args.net, backbone_of(args.net, args.weights)), ["distance"], args.out)
    elif args.weights is None:
        parser.error("mobilenet needs --weights")
    else:
        export(MobileNet(args.weights, args.shrink), ["distance", "cosine"], args.out)


if __name__ == "__main__":
    main()
