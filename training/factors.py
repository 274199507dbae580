"""Learns the factors of which styles consist: models/factors.safetensors. To be run again after export.py.

  python factors.py ../models/base.safetensors ../models/factors.safetensors --content photos/ sprites/ --style paintings/ --cache runs/base/pictures

Factor analysis of the style codes of paintings and of styles drawn in code: their principal components, as many as the generator listens
to, turned (they stay uncorrelated) so that each changes as few as possible of the PROPERTIES of painted pictures and these much: varimax
(Kaiser 1958) of what was measured by pushing each both ways in several pictures and styles. Independent components (FastICA) of the
same codes change three properties at once, which no control should. A factor gets the handle of what it changes most, one of its own, and is left out
where hardly anything is seen of it. The twin of PROPERTIES is FACTORS in src/shared/factors.ts."""

import argparse
import hashlib
import itertools
import json

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file

import data
from network import Generator

PROPERTIES = ["lightness", "contrast", "colour", "warmth", "tint", "lines", "hatching", "texture", "grain"]
UNIT = 2  # standard deviations that an amount of 1 stands for
LEFT = 0.01  # share of what styles change in the generator that factors may leave out
SEEN = 1  # standard deviations over styles that a factor has to change at least one property by
HALO = 32
SIDE = 160


@torch.no_grad()
def main():
    p = argparse.ArgumentParser()
    p.add_argument("model")
    p.add_argument("out")
    p.add_argument("--content", nargs="+", required=True)
    p.add_argument("--style", nargs="+", required=True)
    p.add_argument("--cache", default="runs/base/pictures")
    p.add_argument("--styles", type=int, default=800, help="style pictures to learn from, evenly picked")
    p.add_argument("--seed", type=int, default=0)
    o = p.parse_args()
    torch.manual_seed(o.seed)
    generator = Generator().eval()
    generator.load_state_dict({name: tensor.float() for name, tensor in load_file(o.model).items()})
    contents = data.load(o.content, o.cache)
    styles = torch.cat([data.load(o.style, o.cache), data.load(o.content, o.cache, draw=480)])
    styles = styles[torch.linspace(0, len(styles) - 1, min(o.styles, len(styles))).long()]
    codes = torch.cat([generator.style(batch.float() / 255) for batch in styles.split(8)]).double()
    mean = codes.mean(0)
    basis, deviations, kept = principal(generator, codes, mean)
    axes = UNIT * (basis * deviations).T  # [K, 256]: uncorrelated over styles, each of amount 1
    print(f"{len(codes)} styles; {len(axes)} components are {kept:.4f} of what styles change", flush=True)

    pictures = contents[torch.linspace(0, len(contents) - 1, 4).long()]
    pictures = F.interpolate(pictures.float() / 255, (SIDE, SIDE), mode="area")
    over = torch.stack([measure(paint(generator, pictures, code)) for code in codes[:: len(codes) // 30].float()])
    spread = over.mean(1).std(0)  # of each property over styles, on the same pictures
    tried = codes[torch.linspace(7, len(codes) - 8, 5).long()]
    effects_of = lambda directions: torch.stack([push(generator, pictures, tried, direction) for direction in directions]) / spread
    turn = varimax(effects_of(axes).double())
    directions, readers = turn @ axes, turn @ (basis / deviations).T / UNIT  # [K, 256] both: amount -> code, code less mean -> amount
    effects = effects_of(directions)
    seen = effects.abs().amax(1) > SEEN
    print(f"{len(seen) - seen.sum()} of them are hardly seen")
    effects, directions, readers = effects[seen], directions[seen], readers[seen]
    handles = named(effects)
    order = sorted(range(len(handles)), key=lambda k: handles[k])
    signs = torch.tensor([effects[k, handles[k]].sign() for k in order])[:, None]
    directions, readers, effects = signs * directions[order], signs * readers[order], signs * effects[order]
    factors = [{"id": PROPERTIES[handles[k]], "effects": {name: round(e.item(), 2) for name, e in zip(PROPERTIES, row)}} for k, row in zip(order, effects)]
    for factor in factors:
        print(factor["id"], factor["effects"])
    facts = {"model": hashlib.sha256(open(o.model, "rb").read()).hexdigest(), "factors": json.dumps(factors), "styles": str(len(codes)), "explained": f"{kept:.4f}"}
    tensors = {"mean": mean, "readers": readers, "directions": directions}
    save_file({name: tensor.float().contiguous() for name, tensor in tensors.items()}, o.out, facts)


def principal(generator, codes, mean):
    """As many principal directions as the generator listens to: [256, K], their deviations [K], and the share of what styles change."""
    modulations = lambda rows: torch.cat([torch.cat(pair, 1) for pair in generator.mapping(rows.float()).values()], 1).double()
    values, vectors = torch.linalg.eigh((codes - mean).T @ (codes - mean) / len(codes))
    values, vectors = values.flip(0), vectors.flip(1)
    wanted = modulations(codes)
    for count in range(2, len(PROPERTIES) + 1):
        basis = vectors[:, :count]
        left = (modulations(mean + (codes - mean) @ basis @ basis.T) - wanted).square().sum() / (wanted - wanted.mean(0)).square().sum()
        if left < LEFT:
            break
    return basis, values[:count].sqrt(), 1 - left.item()


def varimax(effects, rounds=500):
    """The rotation [K, K] after which the squares of the rows of `effects` [K, P] vary most."""
    turn = torch.eye(len(effects), dtype=effects.dtype)
    for _ in range(rounds):
        turned = (turn @ effects).T
        u, _, v = torch.linalg.svd(effects @ (turned**3 - turned * turned.square().mean(0)))
        turn = (u @ v).T
    return turn


def paint(generator, pictures, code):
    padded = F.pad(pictures, [HALO] * 4, "reflect")
    return generator(padded, code[None].expand(len(pictures), -1), HALO).clamp(0, 1)


def push(generator, pictures, codes, direction):
    """Mean change of each property from an amount of -1 to 1, over pictures and styles."""
    changes = [measure(paint(generator, pictures, (code + direction).float())) - measure(paint(generator, pictures, (code - direction).float())) for code in codes]
    return torch.cat(changes).mean(0)


def measure(pictures):
    """[N, 3, h, w] in [0, 1] -> [N, 9], PROPERTIES: L*, a* and b* as they are, what lines and textures there are by its logarithm, and
    relative to contrast, since that makes all of them stronger."""
    light, a, b = cielab(pictures).unbind(1)
    contrast, plane = light.std((1, 2)) + 1, light[:, None]
    near, far = blurred(plane, 7), blurred(plane, 15)
    cells = F.avg_pool2d(plane, 4)
    lines = (cells.diff(dim=2).square().mean((1, 2, 3)) + cells.diff(dim=3).square().mean((1, 2, 3))).sqrt()
    one_way, all_ways = strokes(plane - near)
    drawn = torch.stack([lines, one_way, (near - far).square().mean((1, 2, 3)).sqrt(), all_ways], 1)
    toned = torch.stack([light.mean((1, 2)), contrast, torch.hypot(a, b).mean((1, 2)), b.mean((1, 2)), a.mean((1, 2))], 1)
    return torch.cat([toned, (drawn / contrast[:, None] + 0.01).log()], 1)


def blurred(plane, side):
    return F.avg_pool2d(F.pad(plane, [side // 2] * 4, "reflect"), side, 1)


def strokes(fine):
    """Of what is fine, how much of each neighbourhood of 16 pixels goes one way, as hatching does, and how much does not, as grain."""
    dx, dy = fine.diff(dim=3)[:, :, 1:], fine.diff(dim=2)[..., 1:]
    xx, yy, xy = (F.avg_pool2d(v, 16, 8) for v in (dx * dx, dy * dy, dx * dy))
    one = ((xx - yy) ** 2 + 4 * xy**2).sqrt()
    return one.sqrt().mean((1, 2, 3)), (xx + yy - one).clamp(min=0).sqrt().mean((1, 2, 3))


def cielab(pictures):
    """sRGB -> L*, a*, b* (D65)."""
    linear = torch.where(pictures <= 0.04045, pictures / 12.92, ((pictures + 0.055) / 1.055) ** 2.4)
    matrix = torch.tensor([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = torch.einsum("kc,nchw->nkhw", matrix, linear) / torch.tensor([0.9505, 1.0, 1.089])[:, None, None]
    f = torch.where(xyz > 0.008856, xyz.clamp(min=1e-9) ** (1 / 3), 7.787 * xyz + 16 / 116)
    x, y, z = f.unbind(1)
    return torch.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], 1)


def named(effects):
    """A handle of its own for each factor, so that what is called by them is as much as possible of what factors do: [K]."""
    shares = effects.square() / effects.square().sum(1, keepdim=True)
    rows = range(len(effects))
    return max(itertools.permutations(range(len(PROPERTIES)), len(effects)), key=lambda handles: sum(shares[k, handles[k]].item() for k in rows))


if __name__ == "__main__":
    main()
