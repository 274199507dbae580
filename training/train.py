"""Trains the base model. See README.md here.

  python train.py --content DIR… --style DIR… --vgg vgg19.npz --out runs/base --minutes 120

Stops and goes on: the checkpoint in --out holds everything, and the schedule runs on the share of the budget that is spent."""

import argparse
import json
import math
import os
import time

import torch
import torch.nn.functional as F
from PIL import Image
from safetensors.torch import load_file

import data
from distill import open_perceptual
from lpips import LPIPS
from network import Discriminator, Generator, moments, normalise
from vgg import LAYERS, VGG

CALM = 0.3  # weight of style where a thing stands on flat ground
HALO = 16  # pixels mirrored around each crop, so that the zeros beyond hardly reach what is judged


def options():
    p = argparse.ArgumentParser()
    p.add_argument("--content", nargs="+", required=True)
    p.add_argument("--style", nargs="+", required=True)
    p.add_argument("--vgg", required=True)
    p.add_argument("--quick", help="weights of distill.py, such as ../models/perceptual.safetensors, which then judge instead of VGG, several times faster")
    p.add_argument("--exact", type=int, default=4, help="with --quick: every how many steps VGG judges after all, lest the generator learns to please the quick judge alone")
    p.add_argument("--lpips", nargs=2, metavar=("SQUEEZENET", "HEADS"), help="weights of LPIPS; without them that term is left out")
    p.add_argument("--weights", help="start from exported weights, such as ../models/base.safetensors, where there is no checkpoint to go on from")
    p.add_argument("--out", required=True)
    p.add_argument("--minutes", type=float, default=25, help="time spent in steps, over all resumptions")
    p.add_argument("--steps", type=int, default=10**9, help="another budget: whichever ends first, so --minutes has to be enough")
    p.add_argument("--batch", type=int, default=4)
    p.add_argument("--sizes", default="128:0.5,192:1", help="crop sizes and the share of the budget until which each holds")
    p.add_argument("--contents", type=int, default=0, help="use this many of the content pictures, evenly picked; 0: all")
    p.add_argument("--ground", type=int, default=600, help="this many more contents, drawn: things on flat ground")
    p.add_argument("--views", type=int, default=0, help="crops per picture whose VGG features are remembered; 0: endless crops")
    p.add_argument("--lr", type=float, default=1e-3)
    p.add_argument("--w-content", type=float, default=1.0)
    p.add_argument("--w-style", type=float, default=6.0)
    p.add_argument("--w-lpips", type=float, default=3.0)
    p.add_argument("--w-adversarial", type=float, default=0.1, help="0 trains without a discriminator: the ablation")
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--compile", action="store_true")
    return p.parse_args()


def style_terms(maps, targets):
    """Per VGG layer: relative squared error of channel means plus that of deviations (what eval measures), [4, N]."""
    terms = []
    for h, (mean, deviation) in zip(maps, targets):
        m, d = moments(h.float())
        terms.append(((m - mean) ** 2).sum(1) / (mean**2).sum(1) + ((d - deviation) ** 2).sum(1) / (deviation**2).sum(1))
    return torch.stack(terms)


def content_term(maps, target):
    return F.mse_loss(normalise(maps[-1].float()), target)


def outside(picture):
    """How far the picture leaves [0, 1], squared."""
    return (picture - picture.clamp(0, 1)).square().mean()


class Quick(torch.nn.Module):
    """The distilled encoder of distill.py, and for each layer the linear map, by least squares over crops, that makes VGG's
    channels of its own: the same losses, in the same scale."""

    @torch.no_grad()
    def __init__(self, path, vgg, contents, styles):
        super().__init__()
        self.student = open_perceptual(path).to(contents.device)
        self.eval().requires_grad_(False)
        sums = None
        for _ in range(12):
            pictures = [data.crops(kind, torch.randint(len(kind), (4,)), torch.arange(4), 160) for kind in (contents, styles)]
            crop = torch.cat(pictures)
            parts = [(a @ a.T, a @ b.T) for a, b in zip(map(self.columns, self.student(crop)), [m.transpose(0, 1).flatten(1).double() for m in vgg(crop)])]
            sums = parts if sums is None else [(a + c, b + d) for (a, b), (c, d) in zip(sums, parts)]
        for i, (own, cross) in enumerate(sums):
            ridge = 1e-6 * own.trace() / len(own) * torch.eye(len(own), dtype=own.dtype, device=own.device)
            self.register_buffer(f"map{i}", torch.linalg.solve(own + ridge, cross).T.float())

    @staticmethod
    def columns(maps):
        """[N, C, h, w] -> [C + 1, N h w], the last row ones."""
        flat = maps.transpose(0, 1).flatten(1).double()
        return torch.cat([flat, torch.ones_like(flat[:1])])

    def forward(self, picture):
        told = [(m, getattr(self, f"map{i}")) for i, m in enumerate(self.student(picture))]
        return [F.relu(F.conv2d(m, read[:, :-1, None, None], read[:, -1])) for m, read in told]


class Judge:
    """VGG's word (or that of another encoder with its channels) on content and style crops, remembered for fixed views."""

    def __init__(self, vgg, contents, styles, views, lively):
        self.lively = lively  # contents from here on are things on flat ground
        self.vgg, self.contents, self.styles, self.views, self.memory, self.size = vgg, contents, styles, views, {}, 0

    def draw(self, pictures, count):
        index = torch.randint(len(pictures), (count,))
        view = torch.randint(self.views or 2**20, (count,))
        return index, view

    def targets(self, kind, pictures, index, view, size):
        """Crops and what VGG says of them: normalised relu4_1 for content, moments of every layer for style."""
        if size != self.size:
            self.memory, self.size = {}, size
        crop = data.crops(pictures, index, view, size)
        if not self.views:
            return crop, self.tell(kind, crop)
        keys = [(kind, int(i), int(v)) for i, v in zip(index, view)]
        missing = [n for n, key in enumerate(keys) if key not in self.memory]
        if missing:
            told = self.tell(kind, crop[missing])
            for row, n in enumerate(missing):
                self.memory[keys[n]] = told[row].half() if kind == "content" else [[t[row] for t in layer] for layer in told]
        rows = [self.memory[key] for key in keys]
        if kind == "content":
            return crop, torch.stack(rows).float()
        return crop, [[torch.stack([row[l][t] for row in rows]) for t in range(2)] for l in range(len(LAYERS))]

    @torch.no_grad()
    def tell(self, kind, crop):
        maps = self.look(crop)
        return normalise(maps[-1].float()) if kind == "content" else [moments(h.float()) for h in maps]

    def look(self, picture):
        """VGG's feature maps; in bfloat16 on a GPU."""
        with torch.autocast(picture.device.type, torch.bfloat16, enabled=picture.is_cuda):
            return self.vgg(picture)


class Trainer:
    def __init__(self, args, device, contents, styles, lively):
        torch.manual_seed(args.seed)
        self.args, self.device = args, device
        self.g, self.d, self.average = Generator().to(device), Discriminator().to(device), Generator().to(device)
        if args.weights:
            self.g.load_state_dict({name: tensor.float() for name, tensor in load_file(args.weights).items()})
        self.average.load_state_dict(self.g.state_dict())
        for network in (self.g, self.average):
            network.continue_borders()
        self.og = torch.optim.Adam(self.g.parameters(), args.lr, (0.9, 0.99))
        self.od = torch.optim.Adam(self.d.parameters(), 2e-4, (0.5, 0.99))
        vgg = VGG(args.vgg).to(device)
        self.lpips = LPIPS(*args.lpips).to(device) if args.lpips else None
        if device == "cuda":  # the layout that tensor cores want; on a CPU the plain one is faster
            for module in (self.g, self.d, vgg):
                module.to(memory_format=torch.channels_last)
        self.judge = Judge(vgg, contents, styles, args.views, lively)
        self.quick = Judge(Quick(args.quick, vgg, contents, styles), contents, styles, args.views, lively) if args.quick else None
        self.layer_weights = torch.ones(len(LAYERS), device=device)
        self.solved, self.step, self.samples, self.spent, self.log = False, 0, 0, 0.0, []
        self.paint = torch.compile(self.forward) if args.compile else self.forward
        self.sizes = [(int(s.split(":")[0]), float(s.split(":")[1])) for s in args.sizes.split(",")]

    @property
    def progress(self):
        return min(1, max(self.spent / (60 * self.args.minutes), self.step / self.args.steps))

    def size(self):
        return next(size for size, until in self.sizes if self.progress <= until)

    def forward(self, picture, code):
        with torch.autocast(self.device, torch.bfloat16, enabled=self.device == "cuda"):
            return self.g(F.pad(picture, [HALO] * 4, "reflect"), code, HALO).float()

    def identity(self, size):
        """The picture's own code gives the picture back: what strength 0 means. No VGG, so it is cheap."""
        index, view = self.judge.draw(self.judge.contents, self.args.batch)
        x = data.crops(self.judge.contents, index, view, size)
        return (self.paint(x, self.g.style(x)) - x).abs().mean()

    def solve_weights(self, content, code, targets):
        """The method's second step. With g_l = |dL_l/dx|, the force with which layer l pulls on the picture, the weights w
        minimise sum_l (log w_l g_l)^2 + (log w_l)^2, then are scaled to mean 1: equal forces, held back by equal trust in
        every layer (equal forces alone leave relu4_1 next to nothing). Closed form: w_l ~ g_l^-1/2."""
        with torch.no_grad():
            x = self.paint(content, code)
        x.requires_grad_(True)
        terms = style_terms(self.judge.look(x), targets).mean(1)
        pull = torch.stack([torch.autograd.grad(t, x, retain_graph=True)[0].norm() for t in terms])
        weights = pull**-0.5
        return weights / weights.mean()

    def compute_discriminator_loss(self, fake, real, code):
        """Hinge; the third part pairs real pictures with the code of another style, so that the condition counts."""
        loss = 0
        for r, f, w in zip(self.d(real, code), self.d(fake, code), self.d(real, code.roll(1, 0))):
            loss = loss + F.relu(1 - r).mean() + 0.5 * F.relu(1 + f).mean() + 0.5 * F.relu(1 + w).mean()
        return loss

    def optimise(self):
        """One step of the discriminator and one of the generator; the figures of the step."""
        args, size, progress = self.args, self.size(), self.progress
        judge = self.quick if self.quick and (self.step // 4 * 3 + self.step % 4) % args.exact else self.judge
        warm = progress < 0.03 and not args.weights
        for group in self.og.param_groups:
            group["lr"] = args.lr * min(1, (self.step + 1) / 100) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * progress)))
        if warm or self.step % 4 == 3:
            loss = self.identity(size)
            figures = {"identity": loss}
            loss = loss * (1 if warm else 2)
        else:
            content_index, view = judge.draw(judge.contents, args.batch)
            content, content_target = judge.targets("content", judge.contents, content_index, view, size)
            index, view = judge.draw(judge.styles, args.batch)
            style, style_target = judge.targets("style", judge.styles, index, view, size)
            code = self.g.style(style)
            if not self.solved and progress > 0.06:
                self.layer_weights, self.solved = self.solve_weights(content, code.detach(), style_target), True
                print("feature weights", dict(zip(LAYERS, self.layer_weights.tolist())), flush=True)
            x = self.paint(content, code)
            maps = judge.look(x)
            # flat ground has no place for strokes: asked for as many, the generator paints ghosts beside what stands on it
            calm = torch.where(content_index < judge.lively, 1.0, CALM).to(self.device)
            terms = (style_terms(maps, style_target) * calm).mean(1)
            lc, ls = content_term(maps, content_target), (terms * self.layer_weights).mean()
            loss = args.w_content * lc + args.w_style * ls + 10 * outside(x)
            figures = {"content": lc, "style": terms.mean(), **dict(zip(LAYERS, terms))}
            if self.lpips:
                figures["lpips"] = self.lpips(x, content).mean()
                loss = loss + args.w_lpips * figures["lpips"]
            ramp = args.w_adversarial * min(1, max(0, (progress - 0.15) / 0.15))
            if ramp:
                real = data.crops(judge.styles, index, torch.randint(2**20, index.shape), size)
                d_loss = self.compute_discriminator_loss(x.detach(), real, code.detach())
                self.od.zero_grad(set_to_none=True)
                d_loss.backward()
                self.od.step()
                adversarial = -sum(m.mean() for m in self.d(x, code.detach()))
                loss = loss + ramp * adversarial
                figures |= {"discriminator": d_loss, "adversarial": adversarial}
            self.samples += args.batch
        self.og.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.g.parameters(), 5.0)
        self.og.step()
        keep = min(0.999, (1 + self.step) / (20 + self.step))
        with torch.no_grad():
            average = list(self.average.parameters())
            torch._foreach_mul_(average, keep)
            torch._foreach_add_(average, list(self.g.parameters()), alpha=1 - keep)
        self.step += 1
        return {name: figure.detach() for name, figure in figures.items()}  # read later: a GPU is not waited for every step

    def save(self, path):
        state = {k: getattr(self, k) for k in ("step", "samples", "spent", "solved", "log", "layer_weights")}
        for k in ("g", "d", "average", "og", "od"):
            state[k] = getattr(self, k).state_dict()
        state["random"] = torch.get_rng_state()  # else every resumption would draw the same crops again
        torch.save(state, path + ".tmp")
        os.replace(path + ".tmp", path)

    def restore(self, path):
        state = torch.load(path, map_location=self.device)
        for k in ("g", "d", "average", "og", "od"):
            getattr(self, k).load_state_dict(state.pop(k))
        if "random" in state:
            torch.set_rng_state(state.pop("random").cpu())
        for k, v in state.items():
            setattr(self, k, v)

    @torch.no_grad()
    def sheet(self, path, rows=6, size=256):
        """Content, style, result: fixed views, so that sheets of one run can be compared."""
        pick = torch.arange(rows)
        x = data.crops(self.judge.contents, pick * 997 % len(self.judge.contents), pick, size)
        y = data.crops(self.judge.styles, pick * 613 % len(self.judge.styles), pick, size)
        out = self.average(F.pad(x, [HALO] * 4, "reflect"), self.average.style(y), HALO).clamp(0, 1)
        rows = torch.cat([torch.cat([*row], 2) for row in zip(x, y, out)], 1)
        Image.fromarray((rows.permute(1, 2, 0).cpu().numpy() * 255).astype("uint8")).save(path)


def main():
    args = options()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.backends.cudnn.benchmark = True
    torch.set_float32_matmul_precision("high")
    os.makedirs(args.out, exist_ok=True)
    cache = os.path.join(args.out, "pictures")
    contents = data.load(args.content, cache)
    if args.contents:
        contents = contents[torch.linspace(0, len(contents) - 1, args.contents).long()]
    lively = len(contents)
    if args.ground:
        contents = torch.cat([contents, data.load(args.content, cache, ground=args.ground)])
    contents = contents.to(device)
    styles = torch.cat([data.load(args.style, cache), data.load(args.content, cache, draw=480)]).to(device)
    trainer = Trainer(args, device, contents, styles, lively)
    checkpoint = os.path.join(args.out, "checkpoint.pt")
    if os.path.exists(checkpoint):
        trainer.restore(checkpoint)
    print(f"{len(contents)} contents, {len(styles)} styles, {device}, from step {trainer.step}, {trainer.spent:.0f} s", flush=True)
    started = saved = told = time.time()
    recent = []
    while trainer.progress < 1:
        recent.append(trainer.optimise())
        now = time.time()
        trainer.spent += now - started
        started = now
        if now - told > 60:
            keys = {k for r in recent for k in r}
            mean = {k: round(torch.stack([r[k] for r in recent if k in r]).mean().item(), 4) for k in sorted(keys)}
            row = {"step": trainer.step, "samples": trainer.samples, "seconds": round(trainer.spent), "size": trainer.size(), **mean}
            trainer.log.append(row)
            print(json.dumps(row), flush=True)
            recent, told = [], now
        if now - saved > 300:
            trainer.save(checkpoint)
            trainer.sheet(os.path.join(args.out, "sheet.png"))
            saved = now
    trainer.save(checkpoint)
    trainer.sheet(os.path.join(args.out, "sheet.png"))


if __name__ == "__main__":
    main()
