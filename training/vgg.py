"""VGG-19 (Simonyan and Zisserman 2014) up to relu4_1, read from an .npz with convX_Y_w (HWIO) and convX_Y_b: the judge of
content and style. Pictures are RGB in [0, 1]; inside, BGR 0..255 less the ImageNet means, as in the published weights."""

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

LAYERS = ["relu1_1", "relu2_1", "relu3_1", "relu4_1"]
CONVS = ["1_1", "1_2", "2_1", "2_2", "3_1", "3_2", "3_3", "3_4", "4_1"]


class VGG(nn.Module):
    def __init__(self, path):
        super().__init__()
        arrays = np.load(path)
        for name in CONVS:
            weight = torch.from_numpy(arrays[f"conv{name}_w"]).permute(3, 2, 0, 1).float()
            bias = torch.from_numpy(arrays[f"conv{name}_b"]).float()
            if name == "1_1":  # fold the input's order, range and mean into the first convolution's scale and channels
                weight = weight.flip(1) * 255
            self.register_buffer(f"w{name}", weight.contiguous())
            self.register_buffer(f"b{name}", bias)
        self.register_buffer("mean", torch.tensor([123.68, 116.779, 103.939]).view(1, 3, 1, 1) / 255)

    def forward(self, picture):
        """[N, 3, h, w] -> the four feature maps of LAYERS."""
        h, maps = picture - self.mean, []
        for i, name in enumerate(CONVS):
            if i and name.endswith("_1"):
                h = F.max_pool2d(h, 2)
            weight, bias = getattr(self, f"w{name}"), getattr(self, f"b{name}")
            h = F.relu(F.conv2d(h, weight, bias, padding=1))
            if name.endswith("_1"):
                maps.append(h)
        return maps
