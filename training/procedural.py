"""Style pictures drawn in code from photographs: the graphic styles that museums lack. Every one is deterministic by seed."""

import numpy as np
from PIL import Image, ImageFilter


def draw(photo, seed):
    """PIL RGB picture -> PIL RGB picture of the same size in one of STYLES, with random palette, scale and angle."""
    rng = np.random.default_rng(seed)
    return STYLES[seed % len(STYLES)](photo, rng)


def luminance(photo):
    return np.asarray(photo.convert("L"), np.float32) / 255


def palette(rng, count):
    """`count` colours from dark to light around one or two random hues, [count, 3] in [0, 1]."""
    hues = rng.random() + np.linspace(0, rng.uniform(0.05, 0.5), count)
    value = np.linspace(rng.uniform(0.02, 0.3), rng.uniform(0.8, 1.0), count)
    saturation = rng.uniform(0.1, 0.9, count) * (1 - 0.5 * value**4)
    rgb = np.clip(np.abs((hues[:, None] * 6 + np.array([0, 4, 2])) % 6 - 3) - 1, 0, 1)
    return value[:, None] * (1 - saturation[:, None] * (1 - rgb))


def picture(array):
    return Image.fromarray((np.clip(array, 0, 1) * 255 + 0.5).astype(np.uint8))


def smooth(photo, rng):
    return photo.filter(ImageFilter.MedianFilter(5)).filter(ImageFilter.GaussianBlur(rng.uniform(1, 3)))


def edges(photo, radius):
    grey = photo.convert("L").filter(ImageFilter.GaussianBlur(radius))
    gy, gx = np.gradient(np.asarray(grey, np.float32) / 255)
    return np.clip(np.hypot(gx, gy) * 14 * radius - 0.25, 0, 1)


def cel(photo, rng):
    base = np.asarray(smooth(photo, rng), np.float32) / 255
    levels = rng.integers(3, 6)
    flat = np.round(base * levels) / levels
    flat = np.clip((flat - flat.mean(2, keepdims=True)) * rng.uniform(1.2, 2.2) + flat.mean(2, keepdims=True), 0, 1)
    return picture(flat * (1 - edges(photo, rng.uniform(0.8, 1.6))[..., None]))


def poster(photo, rng):
    grey = luminance(smooth(photo, rng))
    colours = palette(rng, rng.integers(3, 6))
    bins = np.quantile(grey, np.linspace(0, 1, len(colours) + 1)[1:-1])
    return picture(colours[np.digitize(grey, bins)])


def duotone(photo, rng):
    grey = luminance(photo)[..., None]
    dark, light = palette(rng, 2)
    return picture(dark * (1 - grey) + light * grey)


def screen(shape, angle, period):
    y, x = np.mgrid[: shape[0], : shape[1]]
    c, s = np.cos(angle) * 2 * np.pi / period, np.sin(angle) * 2 * np.pi / period
    return np.cos(c * x + s * y), np.cos(-s * x + c * y)


def halftone(photo, rng):
    period = rng.uniform(4, 9)
    base = np.asarray(photo, np.float32) / 255
    if rng.random() < 0.5:  # one ink on paper
        ink, paper = palette(rng, 2)
        u, v = screen(base.shape, rng.uniform(0, np.pi / 2), period)
        dot = np.clip(((u + v) / 4 + 0.5 - luminance(photo)) * period + 0.5, 0, 1)[..., None]
        return picture(paper * (1 - dot) + ink * dot)
    out = np.empty_like(base)
    for c, angle in enumerate((0.26, 1.31, 0.0)):
        u, v = screen(base.shape, angle, period)
        out[..., c] = 1 - np.clip(((u + v) / 4 + 0.5 - base[..., c]) * period + 0.5, 0, 1)
    return picture(out)


def hatching(photo, rng):
    grey = np.clip(luminance(photo.filter(ImageFilter.GaussianBlur(1))) * 1.1, 0, 1)
    ink, paper = palette(rng, 2) if rng.random() < 0.5 else (np.array([0.07, 0.06, 0.09]), np.array([0.97, 0.95, 0.9]))
    period, angle = rng.uniform(3.5, 7), rng.uniform(0, np.pi)
    wobble = np.asarray(Image.fromarray((rng.random((24, 24)) * 255).astype(np.uint8)).resize(photo.size, Image.BICUBIC), np.float32) / 128
    ink_amount = np.zeros_like(grey)
    for i, threshold in enumerate((0.8, 0.55, 0.3)):
        y, x = np.mgrid[: grey.shape[0], : grey.shape[1]]
        a = angle + i * np.pi / 3.3
        wave = np.cos((x * np.cos(a) + y * np.sin(a)) * 2 * np.pi / period + wobble * 3) * 0.5 + 0.5
        ink_amount = np.maximum(ink_amount, np.clip((wave - 0.45 - (grey - threshold) * 2.5) * 3, 0, 1) * (grey < threshold + 0.1))
    ink_amount = np.maximum(ink_amount, edges(photo, 1.0))[..., None]
    return picture(paper * (1 - ink_amount) + ink * ink_amount)


def dither(photo, rng):
    factor = int(rng.integers(2, 5))
    small = photo.resize((max(8, photo.width // factor), max(8, photo.height // factor)), Image.BOX)
    colours = (palette(rng, rng.integers(3, 7)) * 255).astype(np.uint8)
    table = Image.new("P", (1, 1))
    table.putpalette(colours.tobytes() + bytes(768 - colours.size))
    mode = Image.Dither.FLOYDSTEINBERG if rng.random() < 0.7 else Image.Dither.NONE
    return small.quantize(palette=table, dither=mode).convert("RGB").resize(photo.size, Image.NEAREST)


def mosaic(photo, rng):
    """Voronoi cells of the mean colour: low-poly, paper cut and stained glass, by cell size and outline."""
    width, height = photo.size
    count = int(width * height / rng.uniform(8, 22) ** 2)
    points = np.stack([rng.random(count) * width, rng.random(count) * height], 1).astype(np.float32)
    half = np.mgrid[:height:2, :width:2].reshape(2, -1).T[:, ::-1].astype(np.float32)
    nearest = np.empty(len(half), np.int64)
    for start in range(0, len(half), 4096):
        block = half[start : start + 4096]
        nearest[start : start + 4096] = ((block[:, None] - points[None]) ** 2).sum(2).argmin(1)
    label = nearest.reshape((height + 1) // 2, (width + 1) // 2).repeat(2, 0).repeat(2, 1)[:height, :width]
    base = np.asarray(photo, np.float32) / 255
    weight = np.maximum(np.bincount(label.ravel(), minlength=count), 1)
    mean = np.stack([np.bincount(label.ravel(), base[..., c].ravel(), count) / weight for c in range(3)], 1)
    out = np.clip((mean - 0.5) * rng.uniform(1.1, 1.6) + 0.5, 0, 1)[label]
    if rng.random() < 0.5:
        line = (label != np.roll(label, 1, 0)) | (label != np.roll(label, 1, 1))
        out[line] *= rng.uniform(0.1, 0.5)
    return picture(out)


def wash(photo, rng):
    """Gouache and watercolour: smoothed colour, pigment at edges, paper grain."""
    base = photo
    for _ in range(3):
        base = base.filter(ImageFilter.ModeFilter(int(rng.integers(2, 5)) * 2 + 1))
    base = np.asarray(base.filter(ImageFilter.GaussianBlur(0.7)), np.float32) / 255
    lift = rng.uniform(0.05, 0.35)
    noise = rng.standard_normal((photo.height, photo.width)).astype(np.float32)
    grain = np.asarray(Image.fromarray(np.uint8(np.clip(noise * 40 + 128, 0, 255))).filter(ImageFilter.GaussianBlur(1)), np.float32) / 128 - 1
    out = (base * (1 - lift) + lift) * (1 - 0.35 * edges(photo, 2)[..., None]) + grain[..., None] * rng.uniform(0.03, 0.1)
    return picture(out)


STYLES = [cel, poster, duotone, halftone, hatching, dither, mosaic, wash]
