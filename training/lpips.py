"""LPIPS v0.1 (Zhang et al. 2018, arXiv 1801.03924) over SqueezeNet 1.1, read from the published weights: how different two
pictures look. Pictures are RGB in [0, 1]."""

import torch
import torch.nn as nn
import torch.nn.functional as F

FIRES = [3, 4, 6, 7, 9, 10, 11, 12]  # by their place in torchvision's squeezenet1_1().features
POOLS = [2, 5, 8]
TAPS = [1, 4, 7, 9, 10, 11, 12]  # after these the features are compared


class LPIPS(nn.Module):
    def __init__(self, squeezenet, heads):
        super().__init__()
        for name, tensor in torch.load(squeezenet, map_location="cpu").items():
            self.register_buffer(name.replace(".", "_"), tensor.float())
        for name, tensor in torch.load(heads, map_location="cpu").items():
            self.register_buffer(name.split(".")[0], tensor.float())
        self.register_buffer("mean", torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1))
        self.register_buffer("deviation", torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1))

    def forward(self, a, b):
        """[N, 3, h, w] twice -> [N]."""
        total = 0
        for i, (p, q) in enumerate(zip(self.features(a), self.features(b))):
            p, q = F.normalize(p.float(), dim=1, eps=1e-10), F.normalize(q.float(), dim=1, eps=1e-10)
            total = total + F.conv2d((p - q) ** 2, getattr(self, f"lin{i}")).mean((1, 2, 3))
        return total

    def features(self, picture):
        conv = lambda x, name, padding=0, stride=1: F.relu(
            F.conv2d(x, getattr(self, f"{name}_weight"), getattr(self, f"{name}_bias"), stride, padding)
        )
        h = conv((picture - self.mean) / self.deviation, "0", stride=2)
        maps = [h]
        for place in range(2, 13):
            if place in POOLS:
                h = F.max_pool2d(h, 3, 2, ceil_mode=True)
            elif place in FIRES:
                s = conv(h, f"{place}_squeeze")
                h = torch.cat([conv(s, f"{place}_expand1x1"), conv(s, f"{place}_expand3x3", 1)], 1)
            if place in TAPS[1:]:
                maps.append(h)
        return maps
