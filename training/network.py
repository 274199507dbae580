"""The generator, the style encoder and the discriminator. Its twin in TypeScript is src/engine/network/definition.ts;
test/engine/parity.test.ts holds the two together.

Pictures are RGB in [0, 1], NCHW. Convolutions pad with zeros: nothing here knows about borders, because whoever calls
extends the picture by a halo and cuts the result. Whole-picture statistics enter at two points only, both taken from the
unmodulated encoder, so that one pass over all tiles yields them.
"""

import torch
import torch.nn as nn
import torch.nn.functional as F

FINE, COARSE, HALF = 64, 96, 32  # channels at 1/4, 1/8 and 1/2 of the picture's size
CODE = 256
BLOCKS = 3
STAGES = {"coarse": COARSE, **{f"block{i}": COARSE for i in range(BLOCKS)}, "fine": FINE, "detail": FINE, "finish": HALF}
EPSILON = 1e-5


def moments(x):
    """Mean and standard deviation per channel over the whole picture: [N, C], [N, C]."""
    return x.mean((2, 3)), (x.var((2, 3), unbiased=False) + EPSILON).sqrt()


def channels(v):
    return v[:, :, None, None]


def normalise(x, region=None):
    """Instance normalisation, with the statistics of `region` (x itself by default)."""
    mean, deviation = moments(x if region is None else region)
    return (x - channels(mean)) / channels(deviation)


class StyleEncoder(nn.Module):
    """A picture of any size -> code [N, 256]: statistics of features at four scales, through two linear layers."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(12, 32, 3, 1, 1)
        self.conv2 = nn.Conv2d(32, 64, 3, 2, 1)
        self.conv3 = nn.Conv2d(64, 128, 3, 2, 1)
        self.conv4 = nn.Conv2d(128, 128, 3, 2, 1)
        self.fc1 = nn.Linear(2 * (12 + 32 + 64 + 128 + 128), 256)
        self.fc2 = nn.Linear(256, CODE)

    def forward(self, picture):
        h = F.pixel_unshuffle(picture, 2)
        statistics = [*moments(h)]
        for conv in (self.conv1, self.conv2, self.conv3, self.conv4):
            h = F.relu(conv(h))
            statistics += moments(h)
        return self.fc2(F.relu(self.fc1(torch.cat(statistics, 1))))


class Mapping(nn.Module):
    """code [N, 256] -> for each stage the channels' scale and shift [N, C], [N, C]."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(CODE, CODE)
        self.stages = nn.ModuleDict({name: nn.Linear(CODE, 2 * width) for name, width in STAGES.items()})
        for stage in self.stages.values():
            nn.init.normal_(stage.weight, 0, 0.02)
            nn.init.zeros_(stage.bias)

    def forward(self, code):
        h = F.relu(self.fc(code))
        out = {}
        for name, stage in self.stages.items():
            scale, shift = stage(h).chunk(2, 1)
            out[name] = (1 + scale, shift)
        return out


class Residual(nn.Module):
    """x + conv(relu(modulated conv(x)))."""

    def __init__(self, width):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, 1, 1)
        self.conv2 = nn.Conv2d(width, width, 3, 1, 1)

    def forward(self, x, modulation=None):
        h = self.conv1(x)
        if modulation:
            h = h * channels(modulation[0]) + channels(modulation[1])
        return x + self.conv2(F.relu(h))


class Encoder(nn.Module):
    """Picture -> fine features [N, 64, h/4, w/4] and coarse features [N, 96, h/8, w/8]; h and w multiples of 8."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(12, 24, 3, 1, 1)
        self.conv2 = nn.Conv2d(24, FINE, 3, 2, 1)
        self.conv3 = nn.Conv2d(FINE, FINE, 3, 1, 1)
        self.conv4 = nn.Conv2d(FINE, COARSE, 3, 2, 1)
        self.block = Residual(COARSE)

    def forward(self, picture):
        h = F.relu(self.conv1(F.pixel_unshuffle(picture, 2)))
        h = F.relu(self.conv2(h))
        fine = self.conv3(h)
        coarse = self.block(F.relu(self.conv4(F.relu(fine))))
        return fine, coarse


class Decoder(nn.Module):
    """Normalised features and modulations -> picture. AdaIN (Huang and Belongie 2017) at both scales."""

    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([Residual(COARSE) for _ in range(BLOCKS)])
        self.up1 = nn.Conv2d(COARSE, FINE, 1)
        self.detail = Residual(FINE)
        self.up2 = nn.Conv2d(FINE, HALF, 1)
        self.finish = nn.Conv2d(HALF, HALF, 3, 1, 1)
        self.out = nn.Conv2d(HALF, 12, 3, 1, 1)
        # ICNR (Aitken et al. 2017): the four sub-pixels start out equal, so that no checkerboard has to be unlearnt
        with torch.no_grad():
            self.out.weight.copy_(self.out.weight[::4].repeat_interleave(4, 0))
            self.out.bias.copy_(torch.full((12,), 0.5))

    def forward(self, fine, coarse, m):
        h = coarse * channels(m["coarse"][0]) + channels(m["coarse"][1])
        for i, block in enumerate(self.blocks):
            h = block(h, m[f"block{i}"])
        h = F.interpolate(self.up1(h), scale_factor=2, mode="nearest")
        h = h + fine * channels(m["fine"][0]) + channels(m["fine"][1])
        h = self.detail(h, m["detail"])
        h = F.interpolate(self.up2(F.relu(h)), scale_factor=2, mode="nearest")
        h = F.relu(self.finish(h) * channels(m["finish"][0]) + channels(m["finish"][1]))
        return F.pixel_shuffle(self.out(h), 2)


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.style = StyleEncoder()
        self.mapping = Mapping()
        self.encoder = Encoder()
        self.decoder = Decoder()

    def forward(self, picture, code, halo=0):
        """`halo`: pixels (a multiple of 8) around the picture that are cut from the answer and from the statistics."""
        fine, coarse = self.encoder(picture)
        inner = lambda h, step: h[:, :, halo // step : h.shape[2] - halo // step, halo // step : h.shape[3] - halo // step]
        out = self.decoder(normalise(fine, inner(fine, 4)), normalise(coarse, inner(coarse, 8)), self.mapping(code))
        return inner(out, 1)

    def continue_borders(self):
        """For training: convolutions repeat the outermost pixels instead of padding with zeros. From zeros the generator
        learns where the border is, and paints a dark band there to please the judge."""
        for module in self.modules():
            if isinstance(module, nn.Conv2d) and module.padding[0]:
                module.padding_mode = "replicate"


class Discriminator(nn.Module):
    """Patch discriminator at two scales (Isola et al. 2017), spectrally normalised, conditioned on the style code by
    projection (Miyato and Koyama 2018). Pictures [N, 3, h, w], codes [N, 256] -> two maps of logits."""

    def __init__(self, width=32):
        super().__init__()
        norm = nn.utils.parametrizations.spectral_norm
        widths = [3, width, 2 * width, 4 * width, 4 * width]
        self.convs = nn.ModuleList([norm(nn.Conv2d(a, b, 4, 2, 1)) for a, b in zip(widths, widths[1:])])
        self.heads = nn.ModuleList([norm(nn.Conv2d(w, 1, 1)) for w in widths[3:]])
        self.projections = nn.ModuleList([norm(nn.Linear(CODE, w)) for w in widths[3:]])

    def forward(self, picture, code):
        h, maps = picture * 2 - 1, []
        for i, conv in enumerate(self.convs):
            h = F.leaky_relu(conv(h), 0.2)
            if i >= 2:
                k = self.projections[i - 2](F.normalize(code, dim=1) * CODE**0.5)
                maps.append(self.heads[i - 2](h) + (h * channels(k)).sum(1, keepdim=True) / h.shape[1] ** 0.5)
        return maps
