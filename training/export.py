"""Checkpoint -> models/base.safetensors (float16, the averaged weights), beside it discriminator.safetensors, by which explanations show
what looks unlike a style, and the fixture that holds the runtimes together. Run factors.py after it.

  python export.py runs/base/checkpoint.pt ../models/base.safetensors ../test/fixtures/parity.safetensors"""

import hashlib
import os
import sys

import torch
from safetensors.torch import load_file, save_file

from network import Discriminator, Generator


@torch.no_grad()
def main(checkpoint, model, fixture):
    state = torch.load(checkpoint, map_location="cpu")
    weights = {name: tensor.half().contiguous() for name, tensor in state["average"].items()}
    facts = {"samples": state["samples"], "steps": state["step"], "seconds": round(state["spent"])}
    facts["feature_weights"] = [round(w, 4) for w in state["layer_weights"].tolist()]
    save_file(weights, model, {key: str(value) for key, value in facts.items()})

    generator = Generator().eval()
    generator.load_state_dict({name: tensor.float() for name, tensor in load_file(model).items()})
    torch.manual_seed(7)
    picture, style = torch.rand(1, 3, 32, 48), torch.rand(1, 3, 48, 32)
    code = generator.style(style)
    fine, coarse = generator.encoder(picture)
    tensors = {"picture": picture, "style": style, "code": code, "fine": fine, "coarse": coarse}
    tensors["output"] = generator(picture, code)
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, fixture)
    print(f"{sum(t.numel() for t in weights.values())} parameters, {facts}")
    export_discriminator(state["d"], model)


def export_discriminator(state, model):
    """With its weights as they act, divided by their largest singular values; it names the base model that it belongs to."""
    discriminator = Discriminator().eval()
    discriminator.load_state_dict(state)
    parts = [(f"{kind}.{i}", part) for kind in ("convs", "heads", "projections") for i, part in enumerate(getattr(discriminator, kind))]
    weights = {f"{name}.{key}": getattr(part, key).detach().half().contiguous() for name, part in parts for key in ("weight", "bias")}
    with open(model, "rb") as file:
        facts = {"model": hashlib.sha256(file.read()).hexdigest()}
    save_file(weights, os.path.join(os.path.dirname(model), "discriminator.safetensors"), facts)


if __name__ == "__main__":
    main(*sys.argv[1:])
