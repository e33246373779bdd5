"""Trains the recipes of bench/programs/quality in PyTorch, and writes the features of the encoder, to be judged elsewhere.

    python quality.py simclr|moco|byol|barlow|rotation|dae|lightly --seed 0 --out features.safetensors

Each recipe is written from its paper and from the settings of the program; all draws are PyTorch's own. `lightly` is
SimCLR as the guide of lightly has it: its transform, its head, its loss. The file holds `trained.fit`, `trained.test`,
`untrained.fit` and `untrained.test`, one row an image, without training-mode statistics. Prints one line of JSON.
"""

import argparse
import copy
import gzip
import json
import math
import time

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

FOLDER = "examples/data/fashion/"


def idx(name):
    with gzip.open(FOLDER + name) as file:
        content = file.read()
    rank = content[3]
    shape = [int.from_bytes(content[4 + 4 * k : 8 + 4 * k], "big") for k in range(rank)]
    return np.frombuffer(content, np.uint8, offset=4 + 4 * rank).reshape(shape)


# ---- Views: float pictures [N, 1, H, W] in 0..1, one draw for each picture -----------------------------------------


def uniform(n, low, high):
    return torch.empty(n).uniform_(low, high)


def resampling(start, length, size, pixels):
    """[N, size, pixels]: `size` even samples of the stretch from `start` on, by a triangle filter that is as wide as
    the samples lie apart, a pixel at least; only pixels of the picture count."""
    step = (length / size)[:, None, None]
    centre = start[:, None, None] + (torch.arange(size)[:, None] + 0.5) * step
    distance = (centre - (torch.arange(pixels) + 0.5)).abs()
    weight = (step.clamp(min=1) - distance).clamp(min=0)
    return weight / weight.sum(2, keepdim=True)


def resized_crop(x, size, scale=(0.2, 1.0), aspect=(3 / 4, 4 / 3)):
    n, side = len(x), x.shape[-1]
    area = uniform(n, *scale) * side * side
    ratio = uniform(n, *map(math.log, aspect)).exp()
    width = (area * ratio).sqrt().clamp(max=side)
    height = (area / ratio).sqrt().clamp(max=side)
    rows = resampling(torch.rand(n) * (side - height), height, size, side)
    columns = resampling(torch.rand(n) * (side - width), width, size, side)
    return (rows @ x[:, 0] @ columns.mT)[:, None]


def flipped(x, p=0.5):
    return torch.where((torch.rand(len(x)) < p)[:, None, None, None], x.flip(3), x)


def jittered(x, brightness, contrast, p=0.8):
    spread = lambda strength: uniform(len(x), 1 - strength, 1 + strength)[:, None, None, None]
    on = (torch.rand(len(x)) < p)[:, None, None, None]
    y = (x * spread(brightness)).clamp(0, 1)
    grey = y.mean((1, 2, 3), keepdim=True)
    return torch.where(on, (grey + spread(contrast) * (y - grey)).clamp(0, 1), x)


def view(x):
    return jittered(flipped(resized_crop(x, 20)), 0.6, 0.6)


def shifted(x, padding=4):
    """A crop of the same size, each picture's own, after zeros on all sides."""
    side = x.shape[-1]
    padded = F.pad(x, [padding] * 4)
    top, left = torch.randint(2 * padding + 1, (2, len(x)))
    return torch.stack([p[:, t : t + side, l : l + side] for p, t, l in zip(padded, top.tolist(), left.tolist())])


# ---- Networks ----------------------------------------------------------------------------------------------------


def he(layer):
    """Weights of deviation sqrt(2 / inputs), biases zero (He et al., 2015)."""
    nn.init.kaiming_normal_(layer.weight)
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)
    return layer


def conv(inputs, outputs, size, stride):
    return he(nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False))


def linear(inputs, outputs, bias=True):
    return he(nn.Linear(inputs, outputs, bias))


class Residual(nn.Module):
    def __init__(self, inputs, width, stride):
        super().__init__()
        self.body = nn.Sequential(
            conv(inputs, width, 3, stride), nn.BatchNorm2d(width), nn.ReLU(),
            conv(width, width, 3, 1), nn.BatchNorm2d(width),
        )
        same = inputs == width and stride == 1
        self.short = nn.Identity() if same else nn.Sequential(conv(inputs, width, 1, stride), nn.BatchNorm2d(width))

    def forward(self, x):
        return F.relu(self.body(x) + self.short(x))


def encoder(stride=2):
    return nn.Sequential(
        conv(1, 16, 3, stride), nn.BatchNorm2d(16), nn.ReLU(),
        Residual(16, 16, 1), Residual(16, 32, 2), Residual(32, 64, 2),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(),
    )


def mlp(hidden, out):
    return nn.Sequential(linear(64, hidden), nn.ReLU(), linear(hidden, out))


def projector(hidden, out, depth=2, bias=True):
    """Linear layers, all but the last without bias and followed by batch normalisation and ReLU."""
    sizes = [64] + [hidden] * (depth - 1)
    layers = [
        part
        for a, b in zip(sizes, sizes[1:])
        for part in (linear(a, b, bias=False), nn.BatchNorm1d(b), nn.ReLU())
    ]
    return nn.Sequential(*layers, linear(sizes[-1], out, bias))


def follower(model):
    """A copy that is never trained."""
    return copy.deepcopy(model).requires_grad_(False)


@torch.no_grad()
def follow(slow, model, decay):
    for old, new in zip(slow.parameters(), model.parameters()):
        old.lerp_(new, 1 - decay)


# ---- Training ----------------------------------------------------------------------------------------------------


def cosine(start, end=0.0, warmup=0):
    """The value at step t of T: linear from 0 during the warm-up, then half a cosine."""

    def value(t, steps):
        if t < warmup:
            return start * t / warmup
        return end + (start - end) * (1 + math.cos(math.pi * (t - warmup) / (steps - warmup))) / 2

    return value


def constant(rate):
    return lambda t, steps: rate


class Recipe:
    """`f` is kept; `loss` is of a batch; `after` changes what is not trained, by (step, steps)."""

    def __init__(self, f, heads, loss, optimizer, rate, epochs, size, after=None):
        self.f, self.loss, self.rate, self.epochs, self.size, self.after = f, loss, rate, epochs, size, after
        self.modules = nn.ModuleList([f, *heads])
        decayed = [p for p in self.modules.parameters() if p.dim() > 1]
        others = [p for p in self.modules.parameters() if p.dim() <= 1]
        self.optimizer = optimizer([{"params": decayed}, {"params": others, "weight_decay": 0}])

    def train(self, x):
        count = len(x) // self.size
        steps, t, loss = self.epochs * count, 0, None
        for _ in range(self.epochs):
            for chosen in torch.randperm(len(x))[: count * self.size].split(self.size):
                for group in self.optimizer.param_groups:
                    group["lr"] = self.rate(t, steps)
                loss = self.loss(x[chosen])
                self.optimizer.zero_grad(set_to_none=True)
                loss.backward()
                self.optimizer.step()
                if self.after:
                    self.after(t, steps)
                t += 1
        return loss.item()


def sgd(weight_decay, nesterov=False):
    return lambda groups: torch.optim.SGD(groups, 0.0, momentum=0.9, weight_decay=weight_decay, nesterov=nesterov)


def adamw(weight_decay):
    return lambda groups: torch.optim.AdamW(groups, 0.0, betas=(0.9, 0.999), eps=1e-8, weight_decay=weight_decay)


# ---- Systems -----------------------------------------------------------------------------------------------------


def simclr():
    f, g = encoder(), projector(256, 64)
    temperature, size = 0.2, 256

    def loss(x):
        z = F.normalize(torch.cat([g(f(view(x))), g(f(view(x)))]), dim=1)
        scores = (z @ z.T / temperature).fill_diagonal_(float("-inf"))
        return F.cross_entropy(scores, torch.arange(2 * size).roll(size))

    return Recipe(f, [g], loss, adamw(1e-4), cosine(1e-2, warmup=39), 5, size)


def moco():
    f, g = encoder(), mlp(128, 64)
    query = nn.Sequential(f, g)
    key = follower(query)
    queue = F.normalize(torch.randn(4096, 64), dim=1)
    fresh = None

    def loss(x):
        nonlocal fresh
        q = F.normalize(query(view(x)), dim=1)
        with torch.no_grad():
            fresh = F.normalize(key(view(x)), dim=1)
        scores = torch.cat([(q * fresh).sum(1, keepdim=True), q @ queue.T], 1)
        return F.cross_entropy(scores / 0.2, torch.zeros(len(x), dtype=torch.long))

    def after(t, steps):
        nonlocal queue
        follow(key, query, 0.99)
        queue = torch.cat([queue[len(fresh) :], fresh])

    return Recipe(f, [g], loss, sgd(1e-4), cosine(0.06), 5, 128, after)


def byol():
    f, g, predict = encoder(), projector(256, 64), projector(256, 64)
    online = nn.Sequential(f, g)
    target = follower(online)
    distance = lambda p, z: (2 - 2 * F.cosine_similarity(p, z, dim=1)).mean()
    decay = cosine(0.99, 1.0)

    def loss(x):
        a, b = view(x), view(x)
        with torch.no_grad():
            of_a, of_b = target(a), target(b)
        return distance(predict(online(a)), of_b) + distance(predict(online(b)), of_a)

    def after(t, steps):
        follow(target, online, decay(t, steps))

    return Recipe(f, [g, predict], loss, sgd(4e-4), cosine(0.2, warmup=78), 5, 128, after)


def barlow():
    f, g = encoder(), projector(256, 256, depth=3, bias=False)
    standard = nn.BatchNorm1d(256, affine=False)

    def loss(x):
        c = standard(g(f(view(x)))).T @ standard(g(f(view(x)))) / len(x)
        off = c.flatten()[:-1].view(255, 257)[:, 1:]
        return (torch.diagonal(c) - 1).square().sum() + 0.0051 * off.square().sum()

    return Recipe(f, [g], loss, adamw(1e-4), cosine(3e-3, warmup=39), 5, 256)


def rotation():
    f, g = encoder(), mlp(64, 4)

    def loss(x):
        y = flipped(shifted(x))
        turns = torch.cat([torch.rot90(y, k, (2, 3)) for k in range(4)])
        return F.cross_entropy(g(f(turns)), torch.arange(4).repeat_interleave(len(x)))

    return Recipe(f, [g], loss, sgd(5e-4, nesterov=True), cosine(0.05), 2, 64)


class Sigmoid(nn.Module):
    """One layer, and the decoder that shares its weights."""

    def __init__(self):
        super().__init__()
        self.hidden, self.shift = nn.Linear(784, 256), nn.Parameter(torch.zeros(784))
        nn.init.xavier_uniform_(self.hidden.weight)
        nn.init.zeros_(self.hidden.bias)

    def forward(self, x):
        return torch.sigmoid(self.hidden(x.flatten(1)))

    def logits(self, h):
        return h @ self.hidden.weight + self.shift


def dae():
    f = Sigmoid()

    def loss(x):
        x = x.flatten(1)
        masked = torch.rand_like(x) < 0.3
        error = F.binary_cross_entropy_with_logits(f.logits(f(x.masked_fill(masked, 0))), x, reduction="none")
        return torch.where(masked, error, error / 2).sum(1).mean()

    return Recipe(f, [], loss, lambda groups: torch.optim.Adam(groups, 1e-3), constant(1e-3), 10, 100)


RECIPES = {"simclr": simclr, "moco": moco, "byol": byol, "barlow": barlow, "rotation": rotation, "dae": dae}


# ---- lightly -----------------------------------------------------------------------------------------------------


class Views(torch.utils.data.Dataset):
    def __init__(self, pictures, transform):
        self.pictures, self.transform = pictures, transform

    def __len__(self):
        return len(self.pictures)

    def __getitem__(self, k):
        return self.transform(self.pictures[k])


class Lightly:
    """SimCLR of lightly's guide on one channel: PIL images, its transform, a DataLoader, its head and loss."""

    MEAN, DEVIATION = 0.286, 0.353

    def __init__(self):
        from lightly.models.modules import SimCLRProjectionHead

        self.network = encoder(stride=1)
        for module in self.network.modules():
            if isinstance(module, nn.Conv2d):
                module.reset_parameters()
        self.modules = nn.Sequential(self.network, SimCLRProjectionHead(64, 128, 64))

    def f(self, x):
        return self.network((x - self.MEAN) / self.DEVIATION)

    def train(self, x):
        from lightly.loss import NTXentLoss
        from lightly.transforms.simclr_transform import SimCLRTransform
        from PIL import Image

        transform = SimCLRTransform(
            input_size=28, cj_prob=0.8, cj_bright=0.4, cj_contrast=0.4, cj_sat=0, cj_hue=0, min_scale=0.2,
            random_gray_scale=0, gaussian_blur=0, normalize={"mean": [self.MEAN], "std": [self.DEVIATION]},
        )
        pictures = [Image.fromarray(one) for one in (x[:, 0] * 255).round().byte().numpy()]
        loader = torch.utils.data.DataLoader(
            Views(pictures, transform), 256, shuffle=True, drop_last=True, num_workers=2, persistent_workers=True
        )
        criterion = NTXentLoss(temperature=0.5)
        optimizer = torch.optim.SGD(self.modules.parameters(), 0.06, momentum=0.9, weight_decay=5e-4)
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 5 * len(loader))
        for _ in range(5):
            for a, b in loader:
                loss = criterion(self.modules(a), self.modules(b))
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                schedule.step()
        return loss.item()


# ---- Running -----------------------------------------------------------------------------------------------------


@torch.no_grad()
def features(recipe, x):
    recipe.modules.eval()
    found = torch.cat([recipe.f(part) for part in x.split(500)])
    recipe.modules.train()
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("system", choices=[*RECIPES, "lightly"])
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", required=True)
    given = parser.parse_args()
    torch.manual_seed(given.seed)
    torch.set_num_threads(2)
    fit, test = (torch.from_numpy(idx(f"{part}-images.gz").copy())[:, None] / 255 for part in ("train", "test"))
    recipe = Lightly() if given.system == "lightly" else RECIPES[given.system]()
    recipe.modules.to(memory_format=torch.channels_last)
    judged = lambda when: {f"{when}.fit": features(recipe, fit), f"{when}.test": features(recipe, test)}
    tensors = judged("untrained")
    began = time.perf_counter()
    loss = recipe.train(fit)
    seconds = time.perf_counter() - began
    save_file({**tensors, **judged("trained")}, given.out)
    print(json.dumps({"seconds": seconds, "loss": loss, "torch": torch.__version__}))


main()
