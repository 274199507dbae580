"""Checkpoint -> models/base.safetensors (float16, the averaged weights) and the fixture that holds the runtimes together.

  python export.py runs/base/checkpoint.pt ../models/base.safetensors ../test/fixtures/parity.safetensors"""

import sys

import torch
from safetensors.torch import load_file, save_file

from network import Generator


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


if __name__ == "__main__":
    main(*sys.argv[1:])
