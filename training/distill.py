"""Teaches a small network to see as VGG-19 does: models/perceptual.safetensors, for training and explaining without VGG-19.

  python distill.py --pictures DIR… --vgg vgg19.npz --out runs/perceptual --minutes 60

Per VGG layer the student gives the principal components of its features (Hinton et al. 2015 call the idea distillation), each layer
scaled to a total variance of 1, so that squared errors are shares of what is unexplained. Goes on from its checkpoint."""

import argparse
import json
import math
import os
import time

import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.torch import load_file, save_file

import data
from vgg import LAYERS, VGG

COMPONENTS = [16, 32, 64, 128]  # of the 64, 128, 256 and 512 channels of LAYERS
WIDTHS = [24, 48, 96, 160]
DEPTHS = [1, 2, 3, 3]


def open_perceptual(path):
    """The encoder of perceptual.safetensors; what likeness.py has added to the file is left out."""
    encoder = Perceptual()
    encoder.load_state_dict({name: tensor.float() for name, tensor in load_file(path).items() if not name.startswith("likeness.")})
    return encoder.eval().requires_grad_(False)


class Perceptual(nn.Module):
    """[N, 3, h, w] in [0, 1] -> four maps, COMPONENTS channels at 1, 1/2, 1/4 and 1/8 of the size."""

    def __init__(self):
        super().__init__()
        self.stages, self.heads, before = nn.ModuleList(), nn.ModuleList(), 3
        for i, (width, depth) in enumerate(zip(WIDTHS, DEPTHS)):
            convs = [nn.Conv2d(before if k == 0 else width, width, 3, stride=2 if i and k == 0 else 1, padding=1) for k in range(depth)]
            self.stages.append(nn.ModuleList(convs))
            self.heads.append(nn.Conv2d(width, COMPONENTS[i], 1))
            before = width

    def forward(self, picture):
        h, maps = picture * 2 - 1, []
        for convs, head in zip(self.stages, self.heads):
            for conv in convs:
                h = F.leaky_relu(conv(h), 0.1)
            maps.append(head(h))
        return maps


def principal(vgg, pictures, device):
    """Per layer: mean [C], components [K, C] and scale, over 96 crops."""
    sums = None
    for start in range(0, 96, 8):
        index = torch.randint(len(pictures), (8,))
        maps = vgg(data.crops(pictures, index, index, 160).to(device))
        flat = [m.permute(1, 0, 2, 3).flatten(1).double() for m in maps]
        part = [(f.sum(1), f @ f.T, f.shape[1]) for f in flat]
        sums = part if sums is None else [tuple(a + b for a, b in zip(s, p)) for s, p in zip(sums, part)]
    found = []
    for (total, square, count), components in zip(sums, COMPONENTS):
        mean = total / count
        values, vectors = torch.linalg.eigh(square / count - mean[:, None] * mean[None])
        kept = vectors[:, -components:].flip(1).T
        scale = values[-components:].sum().rsqrt()
        print(f"{components} components hold {values[-components:].sum() / values.sum():.3f} of the variance", flush=True)
        found.append((mean.float(), (kept * scale).float()))
    return found


def project(maps, bases):
    return [torch.einsum("kc,nchw->nkhw", basis, m - mean[:, None, None]) for m, (mean, basis) in zip(maps, bases)]


def unexplained(predicted, wanted):
    """Per layer: mean squared error over variance, and the relative error of the moments that style is made of, [4] each."""
    errors, moments = [], []
    for p, w in zip(predicted, wanted):
        errors.append((p - w).square().sum(1).mean())
        m, s, wm, ws = p.mean((2, 3)), p.std((2, 3)), w.mean((2, 3)), w.std((2, 3))
        moments.append((((m - wm) ** 2 + (s - ws) ** 2).sum(1) / (wm**2 + ws**2).sum(1)).mean())
    return torch.stack(errors), torch.stack(moments)


def disturbed(picture):
    """As a generator in training paints: noise, blends of two, other contrasts."""
    n = len(picture)
    share = torch.rand(n, 1, 1, 1, device=picture.device).pow(3) * (torch.rand(n, 1, 1, 1, device=picture.device) < 0.3)
    picture = picture * (1 - share) + picture.roll(1, 0) * share
    contrast = 1 + 0.5 * torch.randn(n, 3, 1, 1, device=picture.device).clamp(-1.5, 1.5) * (torch.rand(n, 1, 1, 1, device=picture.device) < 0.3)
    noise = 0.08 * torch.rand(n, 1, 1, 1, device=picture.device) * (torch.rand(n, 1, 1, 1, device=picture.device) < 0.3)
    return ((picture - 0.5) * contrast + 0.5 + noise * torch.randn_like(picture)).clamp(-0.1, 1.1)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--pictures", nargs="+", required=True)
    p.add_argument("--vgg", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--minutes", type=float, default=60)
    p.add_argument("--batch", type=int, default=8)
    p.add_argument("--size", type=int, default=160)
    p.add_argument("--lr", type=float, default=2e-3)
    p.add_argument("--seed", type=int, default=0)
    o = p.parse_args()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    os.makedirs(o.out, exist_ok=True)
    torch.manual_seed(o.seed)
    pictures = data.load(o.pictures, os.path.join(o.out, "pictures"))
    held = torch.arange(0, len(pictures), max(1, len(pictures) // 64))
    vgg, student = VGG(o.vgg).to(device).eval().requires_grad_(False), Perceptual().to(device)
    optimiser = torch.optim.Adam(student.parameters(), o.lr, betas=(0.9, 0.99))
    path, step, spent = os.path.join(o.out, "checkpoint.pt"), 0, 0.0
    if os.path.exists(path):
        state = torch.load(path, map_location=device)
        student.load_state_dict(state["student"])
        optimiser.load_state_dict(state["optimiser"])
        bases, step, spent = state["bases"], state["step"], state["spent"]
        torch.manual_seed(o.seed + step)
    else:
        bases = principal(vgg, pictures, device)
    print(f"{len(pictures)} pictures, {sum(p.numel() for p in student.parameters())} parameters, {device}, from step {step}", flush=True)
    log = open(os.path.join(o.out, "log.jsonl"), "a")

    @torch.no_grad()
    def examine():
        student.eval()
        parts = []
        for index in held.split(8):
            crop = data.crops(pictures, index, index * 0, 192).to(device)
            parts.append(torch.stack(unexplained(student(crop), project(vgg(crop), bases))))
        student.train()
        return torch.stack(parts).mean(0)

    def save():
        torch.save({"student": student.state_dict(), "optimiser": optimiser.state_dict(), "bases": bases, "step": step, "spent": spent}, path + ".tmp")
        os.replace(path + ".tmp", path)
        weights = {name: tensor.half().contiguous() for name, tensor in student.state_dict().items()}
        error, moment = examine()
        facts = {"samples": step * o.batch, "seconds": round(spent), "unexplained": [round(v, 4) for v in error.tolist()], "moments": [round(v, 4) for v in moment.tolist()]}
        save_file(weights, os.path.join(o.out, "perceptual.safetensors"), {key: json.dumps(value) for key, value in facts.items()})
        print(json.dumps({"step": step, **facts}), flush=True)

    started, saved = time.time() - spent, time.time()
    while spent < 60 * o.minutes:
        for group in optimiser.param_groups:
            group["lr"] = o.lr * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * spent / (60 * o.minutes)))) * min(1, (step + 1) / 50)
        index = torch.randint(len(pictures), (o.batch,))
        index = index[~torch.isin(index, held)]
        with torch.no_grad():
            crop = disturbed(data.crops(pictures, index, torch.randint(2**20, (len(index),)), o.size).to(device))
            wanted = project(vgg(crop), bases)
        error, moment = unexplained(student(crop), wanted)
        loss = error.sum() + 0.5 * moment.sum()
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimiser.step()
        step, spent = step + 1, time.time() - started
        if step % 20 == 0:
            log.write(json.dumps({"step": step, "seconds": round(spent), "unexplained": [round(v, 4) for v in error.tolist()], "moments": [round(v, 4) for v in moment.tolist()]}) + "\n")
            log.flush()
        if time.time() - saved > 300:
            save()
            saved = time.time()
    save()
    print(f"done: {', '.join(LAYERS)}")


if __name__ == "__main__":
    main()
