"""Teaches the perceptual encoder how like two pictures look: adds `likeness.*` to models/perceptual.safetensors.

  python likeness.py ../models/perceptual.safetensors --content photos/ sprites/ --style paintings/ --lpips squeezenet1_1.pth squeeze.pth

LPIPS (Zhang et al. 2018) is a distance of weighted, normalised features of SqueezeNet. Here these are read, by linear least squares, from what
the encoder's stages see, over pictures and what the base model paints of them; then only those directions are kept in which
they vary most. VGG-19's own features do not tell when a style's texture moves over what was calm; these do. To be run after distill.py."""

import argparse

import torch
import torch.nn.functional as F
from safetensors import safe_open
from safetensors.torch import load_file, save_file

import data
from distill import open_perceptual
from lpips import LPIPS
from network import Generator

KEPT = [16, 24, 32, 48]  # directions at 1/2, 1/4, 1/8 and 1/16 of the picture's size
GRIDS = [[0], [1], [2], [3, 4, 5, 6]]  # the layers of LPIPS that lie there
SIZE = 192
HALO = 16


def sights(encoder, picture):
    """What the encoder sees at 1/2, 1/4, 1/8 and 1/16: all stages as fine or finer, as they are and with each place scaled to a
    mean square of 1. Four maps [N, 144 … 656, h, w]."""
    h, finer, grids = picture * 2 - 1, None, []
    for convs in encoder.stages:
        for conv in convs:
            h = F.leaky_relu(conv(h), 0.1)
        seen = torch.cat([h, h / (h.square().mean(1, keepdim=True) + 1e-4).sqrt()], 1)
        if finer is not None:
            seen = torch.cat([F.avg_pool2d(finer, 2), seen], 1)
            grids.append(seen)
        finer = seen
    return [*grids, F.avg_pool2d(finer, 2)]


def wanted(judge, picture):
    """The features whose squared differences LPIPS adds up, one map for each of GRIDS."""
    weighed = [F.normalize(h, dim=1, eps=1e-10) * getattr(judge, f"lin{i}").clamp(min=0).sqrt() for i, h in enumerate(judge.features(picture))]
    return [torch.cat([weighed[i] for i in layers], 1) for layers in GRIDS]


@torch.no_grad()
def main():
    p = argparse.ArgumentParser()
    p.add_argument("encoder")
    p.add_argument("--base", default="../models/base.safetensors")
    p.add_argument("--content", nargs="+", required=True)
    p.add_argument("--style", nargs="+", required=True)
    p.add_argument("--lpips", nargs=2, required=True)
    p.add_argument("--cache", default="runs/base/pictures")
    p.add_argument("--fixture", default="../test/fixtures/sight.safetensors", help="what holds the runtimes together, to be written")
    p.add_argument("--batches", type=int, default=30)
    p.add_argument("--seed", type=int, default=0)
    o = p.parse_args()
    torch.manual_seed(o.seed)
    contents, styles = data.load(o.content, o.cache), data.load(o.style, o.cache)
    with safe_open(o.encoder, "pt") as file:
        facts = file.metadata()
    kept = {name: tensor for name, tensor in load_file(o.encoder).items() if not name.startswith("likeness.")}
    encoder, generator = open_perceptual(o.encoder), Generator().eval()
    generator.load_state_dict({name: tensor.float() for name, tensor in load_file(o.base).items()})
    judge = LPIPS(*o.lpips)
    sums = None
    for _ in range(o.batches):
        draw = lambda kind: data.crops(kind, torch.randint(len(kind), (4,)), torch.randint(2**20, (4,)), SIZE)
        content, style = draw(contents), draw(styles)
        painted = generator(F.pad(content, [HALO] * 4, "reflect"), generator.style(style), HALO).clamp(0, 1)
        picture = torch.cat([content, painted])
        parts = [products(seen, told) for seen, told in zip(sights(encoder, picture), wanted(judge, picture))]
        sums = parts if sums is None else [tuple(a + b for a, b in zip(s, part)) for s, part in zip(sums, parts)]
    for grid, ((own, cross, told), count) in enumerate(zip(sums, KEPT)):
        own, cross, told = centred(own, cross, told)
        read = torch.linalg.solve(own + 1e-5 * own.trace() / len(own) * torch.eye(len(own), dtype=own.dtype), cross).T
        spread = read @ own @ read.T
        values, vectors = torch.linalg.eigh(spread)
        print(f"1/{2 ** (grid + 1)}: {spread.trace() / told:.3f} of the variance is read, {values[-count:].sum() / values.sum():.3f} of that kept", flush=True)
        kept[f"likeness.{grid}.weight"] = (vectors[:, -count:].T @ read)[:, :, None, None].half().contiguous()
    save_file(kept, o.encoder, facts)
    save_fixture(o.encoder, o.fixture)


@torch.no_grad()
def save_fixture(model, path):
    """A picture and what is seen of it."""
    reads = load_file(model)
    torch.manual_seed(7)
    picture = torch.rand(1, 3, 32, 48)
    maps = sights(open_perceptual(model), picture)
    seen = {f"seen{grid}": F.conv2d(map, reads[f"likeness.{grid}.weight"].float()).contiguous() for grid, map in enumerate(maps)}
    save_file({"picture": picture, **seen}, path)


def products(seen, told):
    """Sums over all places: of seen by seen, seen by told, and squares of told; with a row of ones for the means."""
    height, width = (min(a, b) for a, b in zip(seen.shape[2:], told.shape[2:]))
    columns = [m[:, :, :height, :width].transpose(0, 1).flatten(1).double() for m in (seen, told)]
    x, y = (torch.cat([m, torch.ones_like(m[:1])]) for m in columns)
    return x @ x.T, x @ y.T, (y @ y.T).diagonal()


def centred(own, cross, squares):
    n = own[-1, -1]
    return own[:-1, :-1] - own[:-1, -1:] @ own[-1:, :-1] / n, cross[:-1, :-1] - own[:-1, -1:] @ cross[-1:, :-1] / n, (squares[:-1] - cross[-1, :-1] ** 2 / n).sum()


if __name__ == "__main__":
    main()
