"""One training step of each program in bench/programs, in PyTorch: forward, backward, optimiser, state.

    python steps.py SYSTEM [--mode eager|channels_last|compile|compile_channels_last] [--bf16] [--seconds 8]
    python steps.py SYSTEM [--small] --start weights.safetensors --fed feeds.safetensors

The first form times steps over one fixed batch and prints milliseconds, peak memory and losses as JSON. The second
writes the weights that it starts from, takes batch and draws of each step from a file, and prints its losses;
`--small` has few parameters and computes in float64.
"""

import argparse
import json
import os
import resource
import sys
import time

# Keeps freed memory in the process and asks for large pages, 5 to 20 % faster than glibc's defaults. They are read
# when a process starts, so the script starts itself again.
TUNABLES = (
    "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=4294967296:"
    "glibc.malloc.trim_threshold=8589934592:glibc.malloc.top_pad=67108864"
)
if os.environ.get("GLIBC_TUNABLES") != TUNABLES:
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "GLIBC_TUNABLES": TUNABLES})

import torch
from torch import nn
from torch.nn import functional as F

MODES = ["eager", "channels_last", "compile", "compile_channels_last"]


# ---- Networks ----------------------------------------------------------------------------------------------------


def conv(inputs, outputs, size, stride):
    return nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False)


class Residual(nn.Module):
    def __init__(self, inputs, width, stride):
        super().__init__()
        self.conv1, self.norm1 = conv(inputs, width, 3, stride), nn.BatchNorm2d(width)
        self.conv2, self.norm2 = conv(width, width, 3, 1), nn.BatchNorm2d(width)
        self.short = None
        if inputs != width or stride != 1:
            self.short = nn.Sequential(conv(inputs, width, 1, stride), nn.BatchNorm2d(width))

    def forward(self, x):
        y = F.relu(self.norm1(self.conv1(x)), inplace=True)
        short = x if self.short is None else self.short(x)
        return F.relu(self.norm2(self.conv2(y)) + short, inplace=True)


class ResNet(nn.Module):
    """A 3x3 stem, stages of residual blocks of which all but the first halve the map, the mean over space."""

    def __init__(self, widths, blocks=1, channels=3):
        super().__init__()
        self.stem, self.norm = conv(channels, widths[0], 3, 1), nn.BatchNorm2d(widths[0])
        inputs = [widths[0], *(w for w in widths for _ in range(blocks))]
        strides = [2 if s > 0 and b == 0 else 1 for s in range(len(widths)) for b in range(blocks)]
        self.blocks = nn.ModuleList(Residual(i, o, s) for i, o, s in zip(inputs, inputs[1:], strides))

    def forward(self, x):
        x = F.relu(self.norm(self.stem(x)), inplace=True)
        for block in self.blocks:
            x = block(x)
        return x.mean((2, 3))


class Projector(nn.Module):
    """Linear layers with ReLU, and batch normalisation if asked for, between them."""

    def __init__(self, *sizes, norm=True, bias=True, last_bias=True):
        super().__init__()
        ends = range(len(sizes) - 1)
        last = len(sizes) - 2
        self.linear = nn.ModuleList(
            nn.Linear(sizes[k], sizes[k + 1], bias=last_bias if k == last else bias) for k in ends
        )
        self.norm = nn.ModuleList(nn.BatchNorm1d(size) for size in sizes[1:-1]) if norm else None

    def forward(self, x):
        for k, linear in enumerate(self.linear[:-1]):
            x = linear(x)
            if self.norm is not None:
                x = self.norm[k](x)
            x = F.relu(x, inplace=True)
        return self.linear[-1](x)


class Copy:
    """A moving average of parameters, with running statistics of its own."""

    def __init__(self, source, make, decay):
        self.model, self.source, self.decay = make(), source, decay
        self.model.load_state_dict(source.state_dict())
        for parameter in self.model.parameters():
            parameter.requires_grad_(False)

    @torch.no_grad()
    def update(self):
        torch._foreach_lerp_(
            [p for p in self.model.parameters()], [p.detach() for p in self.source.parameters()], 1 - self.decay
        )


# ---- Systems: a model, its optimiser, and a loss of a batch --------------------------------------------------------


class System:
    """What a step needs. `loss(batch, draws)` is compiled as a whole; `after(batch)` changes state."""

    def __init__(self, models, optimizer, loss, after=None, copies=(), state=None):
        self.models, self.optimizer, self.loss = models, optimizer, loss
        self.after, self.copies, self.state = after, copies, state


def sgd(models, lr):
    parameters = [p for model in models.values() for p in model.parameters()]
    return torch.optim.SGD(parameters, lr=lr, momentum=0.9, fused=True)


def nt_xent(z, temperature):
    n = len(z)
    scores = F.normalize(z, dim=1) @ F.normalize(z, dim=1).T / temperature
    scores = scores.masked_fill(torch.eye(n, dtype=torch.bool), float("-inf"))
    return F.cross_entropy(scores, torch.arange(n).roll(n // 2))


def both(x):
    """Views [B, 2, C, H, W] as one batch, the first views before the second ones."""
    return x.transpose(0, 1).flatten(0, 1)


def simclr(widths, blocks, sizes):
    models = {"f": ResNet(widths, blocks), "g": Projector(*sizes)}
    loss = lambda x, _: nt_xent(models["g"](models["f"](both(x))), 0.5)
    return System(models, sgd(models, 0.05), loss)


def moco(widths, hidden, out, length):
    make = lambda: nn.Sequential(ResNet(widths), Projector(widths[-1], hidden, out, norm=False))
    query = make()
    models = {"f": query[0], "g": query[1]}
    key = Copy(query, make, 0.99)
    state = {"keys": F.normalize(torch.randn(length, out), dim=1)}

    def loss(x, _):
        q = F.normalize(query(x[:, 0]), dim=1)
        with torch.no_grad():
            k = F.normalize(key.model(x[:, 1]), dim=1)
        scores = torch.cat([(q * k).sum(1, keepdim=True), q @ state["keys"].T], 1) / 0.2
        state["fresh"] = k
        return F.cross_entropy(scores, torch.zeros(len(q), dtype=torch.long))

    def after():
        state["keys"] = torch.cat([state["keys"][len(state["fresh"]) :], state["fresh"]])

    return System(models, sgd(models, 0.05), loss, after, [key], state)


def byol(widths, hidden, out):
    make = lambda: nn.Sequential(ResNet(widths), Projector(widths[-1], hidden, out))
    online = make()
    models = {"f": online[0], "g": online[1], "predict": Projector(out, hidden, out)}
    target = Copy(online, make, 0.99)
    distance = lambda p, z: (2 - 2 * F.cosine_similarity(p, z, dim=1, eps=1e-12)).mean()

    def loss(x, _):
        a, b = x[:, 0], x[:, 1]
        pa, pb = models["predict"](online(a)), models["predict"](online(b))
        with torch.no_grad():
            ta, tb = target.model(a), target.model(b)
        return distance(pa, tb) + distance(pb, ta)

    return System(models, sgd(models, 0.05), loss, None, [target])


def barlow(widths, width):
    sizes = (widths[-1], width, width, width)
    models = {"f": ResNet(widths), "g": Projector(*sizes, bias=False, last_bias=False)}

    def standardize(z):
        centered = z - z.mean(0)
        return centered / (centered.square().mean(0) + 1e-5).sqrt()

    def loss(x, _):
        a, b = (standardize(models["g"](models["f"](x[:, view]))) for view in (0, 1))
        c = a.T @ b / len(a)
        diagonal = torch.diagonal(c)
        return (1 - diagonal).square().sum() + 0.0051 * (c.square().sum() - diagonal.square().sum())

    return System(models, sgd(models, 0.005), loss)


def dae(size, hidden):
    models = {"f": nn.Linear(size, hidden), "g": nn.Linear(hidden, size)}
    parameters = [p for model in models.values() for p in model.parameters()]

    def loss(x, masked):
        if masked is None:
            masked = torch.rand_like(x) < 0.3
        z = models["g"](torch.sigmoid(models["f"](x.masked_fill(masked, 0))))
        weight = torch.where(masked, 1.0, 0.5)
        return (weight * (x - z).square()).sum(1).mean()

    return System(models, torch.optim.Adam(parameters, 1e-3, fused=True), loss)


def rotation(widths):
    models = {"f": ResNet(widths), "g": nn.Linear(widths[-1], 4)}

    def loss(x, _):
        turns = torch.stack([torch.rot90(x, k, (2, 3)) for k in range(4)], 1)
        logits = models["g"](models["f"](turns.flatten(0, 1)))
        return F.cross_entropy(logits, torch.arange(4).repeat(len(x)))

    return System(models, sgd(models, 0.05), loss)


# Name: how it is made, the shape of its batch, and the same with few parameters.
SYSTEMS = {
    "simclr": (
        lambda: simclr([32, 64, 128], 1, (128, 128, 64)), (64, 2, 3, 32, 32),
        lambda: simclr([4, 8], 1, (8, 8, 6)),
    ),
    "simclr_narrow": (
        lambda: simclr([16, 32, 64], 1, (64, 128, 64)), (128, 2, 3, 32, 32),
        lambda: simclr([4, 8], 1, (8, 8, 6)),
    ),
    "simclr_resnet18": (
        lambda: simclr([64, 128, 256, 512], 2, (512, 512, 128)), (32, 2, 3, 32, 32),
        lambda: simclr([4, 8], 2, (8, 8, 6)),
    ),
    "moco": (
        lambda: moco([32, 64, 128], 128, 64, 4096), (64, 2, 3, 32, 32),
        lambda: moco([4, 8], 8, 64, 4096),
    ),
    "byol": (lambda: byol([32, 64, 128], 256, 64), (64, 2, 3, 32, 32), lambda: byol([4, 8], 8, 6)),
    "barlow": (lambda: barlow([32, 64, 128], 512), (64, 2, 3, 32, 32), lambda: barlow([4, 8], 6)),
    "dae": (lambda: dae(784, 1000), (256, 784), lambda: dae(784, 10)),
    "rotation": (lambda: rotation([32, 64, 128]), (64, 3, 32, 32), lambda: rotation([4, 8])),
}


# ---- Running -----------------------------------------------------------------------------------------------------


def stepper(system, mode, bf16):
    def forward_backward(x, draws):
        with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
            loss = system.loss(x, draws)
        loss.backward()
        return loss

    if "channels_last" in mode:
        for model in [*system.models.values(), *(copy.model for copy in system.copies)]:
            for parameter in model.parameters():
                if parameter.dim() == 4:
                    parameter.data = parameter.data.contiguous(memory_format=torch.channels_last)
    run = torch.compile(forward_backward) if "compile" in mode else forward_backward

    def step(x, draws=None):
        system.optimizer.zero_grad(set_to_none=True)
        loss = run(x, draws)
        system.optimizer.step()
        for copy in system.copies:
            copy.update()
        if system.after:
            system.after()
        return loss.item()

    return step


def channels_last(x):
    """The channels of every picture innermost in memory."""
    return x.movedim(-3, -1).contiguous().movedim(-1, -3) if x.dim() >= 4 else x


def timed(name, mode, seconds, bf16):
    made, shape, _ = SYSTEMS[name]
    system = made()
    x = torch.rand(shape) if name == "dae" else torch.randn(shape)
    if "channels_last" in mode:
        x = channels_last(x)
    started = time.perf_counter()
    step = stepper(system, mode, bf16)
    losses, times = [], []
    losses.append(step(x))
    first = (time.perf_counter() - started) * 1000
    losses += [step(x) for _ in range(4)]
    end = time.perf_counter() + seconds
    while len(times) < 15 or (time.perf_counter() < end and len(times) < 200):
        start = time.perf_counter()
        step(x)
        times.append((time.perf_counter() - start) * 1000)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    count = sum(p.numel() for model in system.models.values() for p in model.parameters())
    print(json.dumps({"first": first, "times": times, "peak": peak, "losses": losses, "parameters": count}))


def compared(name, small, start, fed):
    from safetensors.torch import load_file, save_file

    made, _, made_small = SYSTEMS[name]
    system = (made_small if small else made)()
    weights = {f"{path}.{key}": value for path, model in system.models.items() for key, value in model.state_dict().items()}
    weights = {key: value.contiguous().clone() for key, value in weights.items() if value.dtype == torch.float32}
    save_file(weights, start)
    kind = torch.float64 if small else torch.float32
    for model in [*system.models.values(), *(copy.model for copy in system.copies)]:
        model.to(kind)
    feeds = {key: value.to(kind) for key, value in load_file(fed).items()}
    if "keys" in feeds:
        system.state["keys"] = feeds["keys"]
    step = stepper(system, "eager", False)
    losses = []
    for k in range(5):
        x = feeds[f"{k}.x"]
        x = x.movedim(-1, -3) if x.dim() >= 4 else x
        draws = feeds.get(f"{k}.masked")
        losses.append(step(x.contiguous(), None if draws is None else draws.bool()))
    print(json.dumps({"losses": losses}))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("system", choices=SYSTEMS)
    parser.add_argument("--mode", choices=MODES, default="eager")
    parser.add_argument("--bf16", action="store_true")
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--start")
    parser.add_argument("--fed")
    given = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(given.threads)
    if given.fed:
        compared(given.system, given.small, given.start, given.fed)
    else:
        timed(given.system, given.mode, given.seconds, given.bf16)


main()
