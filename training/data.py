"""Folders of pictures -> squares in memory -> augmented crops. A view of a picture is a crop fixed by (picture, view), so
that what VGG says of it can be remembered: on a CPU that halves the cost of a step."""

import hashlib
import os
from multiprocessing import Pool

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw

import procedural

SIDE = 320


def squares(path):
    """One square of SIDE pixels, or the two ends of an elongated picture, as uint8 [3, SIDE, SIDE]."""
    image = flatten(Image.open(path))
    short, long = sorted(image.size)
    offsets = [0.5] if long < 1.3 * short else [0.0, 1.0]
    out = []
    for offset in offsets:
        x, y = (image.width - short) * offset, (image.height - short) * offset
        square = image.resize((SIDE, SIDE), Image.BICUBIC, box=(x, y, x + short, y + short))
        out.append(np.asarray(square, np.uint8).transpose(2, 0, 1))
    return out


def flatten(image):
    """RGB; under transparency the nearest colours bled outwards, as the engine does."""
    if image.mode in ("RGBA", "LA", "P"):
        rgba = image.convert("RGBA")
        if rgba.getextrema()[3][0] < 255:
            side = max(rgba.size)
            if side < 96:  # pixel art: enlarged by a whole factor, as it is seen
                rgba = rgba.resize([d * (96 // side + 1) for d in rgba.size], Image.NEAREST)
            alpha = np.asarray(rgba, np.float32)[..., 3:] / 255
            colour = np.asarray(rgba, np.float32)[..., :3] * alpha
            filled, weight = colour, alpha
            for factor in (2, 4, 8, 16, 32, 64):  # pull and push: coarser and coarser means fill what is still empty
                far = np.dstack([blurred(colour, factor), blurred(alpha, factor)])
                far = far / np.maximum(far[..., 3:], 1e-3) * np.clip(far[..., 3:] * 8, 0, 1)
                filled, weight = filled + (1 - weight) * far[..., :3], weight + (1 - weight) * far[..., 3:]
            mean = colour.sum((0, 1)) / max(alpha.sum(), 1)
            return Image.fromarray(np.uint8(np.clip(filled + (1 - weight) * mean, 0, 255)))
    return image.convert("RGB")


def blurred(array, factor):
    """Channel means over blocks of `factor`, brought back to size."""
    height, width = array.shape[:2]
    small = (max(1, width // factor), max(1, height // factor))
    channel = lambda c: Image.fromarray(np.ascontiguousarray(array[..., c])).resize(small, Image.BOX).resize((width, height), Image.BILINEAR)
    return np.dstack([np.asarray(channel(c)) for c in range(array.shape[2])])


def drawn(job):
    path, seed = job
    return [np.asarray(procedural.draw(Image.fromarray(s.transpose(1, 2, 0)), seed), np.uint8).transpose(2, 0, 1) for s in squares(path)[:1]]


def grounded(job):
    """A picture, or an oval cut out of it, small on a ground that is flat or nearly so: as products, sprites and icons are shown."""
    path, seed = job
    random = np.random.default_rng(seed)
    colour = random.uniform(0, 255, 3) * random.uniform(0, 1) + 255 * random.choice([0.0, 0.5, 1.0], p=[0.2, 0.2, 0.6]) * random.uniform(0.5, 1)
    down = np.linspace(-1, 1, SIDE)[:, None, None] * random.uniform(-25, 25, 3) * random.integers(2)
    ground = Image.fromarray(np.uint8(np.clip(colour + down + np.zeros((SIDE, SIDE, 3)), 0, 255)))
    for _ in range(random.integers(1, 4)):
        thing, side = Image.open(path).convert("RGBA"), int(SIDE * random.uniform(0.12, 0.5))
        thing = thing.resize((side, max(8, side * thing.height // thing.width)), Image.LANCZOS)
        if thing.getextrema()[3][0] == 255:  # opaque: a photograph
            shape = Image.new("L", (4 * thing.width, 4 * thing.height))
            draw = ImageDraw.Draw(shape)
            (draw.ellipse if random.integers(2) else draw.rectangle)((4, 4, 4 * thing.width - 4, 4 * thing.height - 4), 255)
            if random.integers(2):  # of one colour
                thing = Image.new("RGBA", thing.size, tuple(int(c) for c in random.uniform(0, 255, 3)))
            thing.putalpha(shape.resize(thing.size, Image.LANCZOS))
        ground.paste(thing, tuple(int(random.uniform(0, max(1, SIDE - d))) for d in thing.size), thing)
    return [np.asarray(ground, np.uint8).transpose(2, 0, 1)]


def load(folders, cache, draw=0, ground=0, workers=None):
    """uint8 [N, 3, SIDE, SIDE] of every picture in `folders`, or `draw` procedural ones made from them, or `ground` that show
    them on flat ground; kept in `cache`."""
    paths = [os.path.join(root, name) for folder in folders for root, _, names in sorted(os.walk(folder)) for name in sorted(names)]
    paths = [p for p in paths if p.lower().endswith((".webp", ".png", ".jpg", ".jpeg"))]
    key = hashlib.sha256(f"{SIDE} {draw} {ground} {paths} {open(__file__).read()} {open(procedural.__file__).read()}".encode()).hexdigest()[:16]
    path = os.path.join(cache, f"{key}.npy")
    if not os.path.exists(path):
        os.makedirs(cache, exist_ok=True)
        jobs = [(paths[i * 7919 % len(paths)], i) for i in range(draw or ground)]
        with Pool(workers) as pool:
            parts = pool.imap(drawn if draw else grounded, jobs, 8) if jobs else pool.imap(squares, paths, 16)
            array = np.stack([square for part in parts for square in part])
        np.save(path + ".tmp.npy", array)
        os.replace(path + ".tmp.npy", path)
    return torch.from_numpy(np.load(path))


def crops(pictures, indices, views, size, low=0.45):
    """uint8 [N, 3, SIDE, SIDE], indices [B], views [B] -> [B, 3, size, size] in [0, 1]: a crop of `low`..1 of the side,
    mirrored half of the time. The same (index, view) always gives the same crop."""
    device = pictures.device
    seed = (indices.double() * 12.9898 + views.double() * 78.233).to(device)
    random = lambda k: ((seed + k * 37.719).sin() * 43758.5453).remainder(1).float()
    scale = low + (1 - low) * random(1)
    x, y = ((random(k) * 2 - 1) * (1 - scale) for k in (2, 3))
    flip = torch.where(random(4) < 0.5, -1.0, 1.0)
    zero = torch.zeros_like(scale)
    theta = torch.stack([torch.stack([scale * flip, zero, x], 1), torch.stack([zero, scale, y], 1)], 1)
    grid = F.affine_grid(theta, (len(indices), 3, 2 * size, 2 * size), align_corners=False)
    picked = pictures[indices.to(device)].float() / 255
    return F.avg_pool2d(F.grid_sample(picked, grid, "bilinear", "reflection", align_corners=False), 2)
