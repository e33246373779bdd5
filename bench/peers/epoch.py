"""SimCLR on the Fashion-MNIST of examples/data from end to end: images a second, time to the trained encoder, 20-NN.

    python epoch.py documented|tuned [--epochs 5] [--seed 0]

`documented` is how lightly's guide does it: PIL images, its SimCLR transform, a DataLoader, its loss and head, the views
one after the other. `tuned` draws for each image by itself in whole-batch tensor operations, passes both views in one
channels-last batch through the compiled network, and needs no DataLoader. Prints one line of JSON.
"""

import argparse
import gzip
import json
import math
import os
import sys
import time

BEGAN = time.time()
TUNABLES = (
    "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=4294967296:"
    "glibc.malloc.trim_threshold=8589934592:glibc.malloc.top_pad=67108864"
)
if os.environ.get("GLIBC_TUNABLES") != TUNABLES:
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "GLIBC_TUNABLES": TUNABLES})

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

MEAN, DEVIATION, BATCH = 0.286, 0.353, 256


def idx(path):
    with gzip.open(path) as file:
        content = file.read()
    rank = content[3]
    shape = [int.from_bytes(content[4 + 4 * k : 8 + 4 * k], "big") for k in range(rank)]
    return np.frombuffer(content, np.uint8, offset=4 + 4 * rank).reshape(shape)


def conv(inputs, outputs, size, stride):
    return nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False)


class Residual(nn.Module):
    def __init__(self, inputs, width, stride):
        super().__init__()
        self.body = nn.Sequential(
            conv(inputs, width, 3, stride), nn.BatchNorm2d(width), nn.ReLU(True),
            conv(width, width, 3, 1), nn.BatchNorm2d(width),
        )
        same = inputs == width and stride == 1
        self.short = nn.Identity() if same else nn.Sequential(conv(inputs, width, 1, stride), nn.BatchNorm2d(width))

    def forward(self, x):
        return F.relu(self.body(x) + self.short(x), inplace=True)


def encoder():
    return nn.Sequential(
        conv(1, 16, 3, 1), nn.BatchNorm2d(16), nn.ReLU(True),
        Residual(16, 16, 1), Residual(16, 32, 2), Residual(32, 64, 2),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(),
    )


def head():
    return nn.Sequential(
        nn.Linear(64, 128, bias=False), nn.BatchNorm1d(128), nn.ReLU(), nn.Linear(128, 64, bias=False), nn.BatchNorm1d(64)
    )


def documented(pictures, seed):
    """An epoch of lightly's own loader, and its step."""
    from lightly.loss import NTXentLoss
    from lightly.models.modules import SimCLRProjectionHead
    from lightly.transforms.simclr_transform import SimCLRTransform
    from PIL import Image

    transform = SimCLRTransform(
        input_size=28, cj_prob=0.8, cj_bright=0.4, cj_contrast=0.4, cj_sat=0, cj_hue=0, min_scale=0.2,
        random_gray_scale=0, gaussian_blur=0, normalize={"mean": [MEAN], "std": [DEVIATION]},
    )

    class Pictures(torch.utils.data.Dataset):
        def __len__(self):
            return len(pictures)

        def __getitem__(self, k):
            return transform(Image.fromarray(pictures[k]))

    loader = torch.utils.data.DataLoader(
        Pictures(), BATCH, shuffle=True, drop_last=True, num_workers=2, persistent_workers=True, prefetch_factor=4,
        generator=torch.Generator().manual_seed(seed),
    )
    f, g, criterion = encoder(), SimCLRProjectionHead(64, 128, 64), NTXentLoss(temperature=0.5)
    model = nn.Sequential(f, g)
    return f, model, lambda: iter(loader), lambda views: criterion(model(views[0]), model(views[1]))


def tuned(pictures, seed):
    """Draws of a whole batch at once, and a compiled step on both views together."""
    data = torch.from_numpy(pictures.copy())
    f, g = encoder(), head()
    model = nn.Sequential(f, g).to(memory_format=torch.channels_last)
    places = torch.arange(28.0)
    partner = torch.arange(2 * BATCH).roll(BATCH)
    diagonal = torch.eye(2 * BATCH, dtype=torch.bool)

    def weights(start, size, mirrored=None):
        """Bilinear weights [n, 28, 28] of a stretch of each picture's side, read backwards where it is mirrored."""
        at = ((places + 0.5) * (size / 28)[:, None] - 0.5).clamp(min=0)
        at = start[:, None] + torch.minimum(at, (size - 1)[:, None])
        if mirrored is not None:
            at = torch.where(mirrored[:, None], at.flip(1), at)
        return (1 - (at[:, :, None] - places).abs()).clamp(min=0)

    def views(x):
        n = len(x)
        area, aspect = torch.empty(n).uniform_(0.2, 1) * 784, torch.empty(n).uniform_(math.log(3 / 4), math.log(4 / 3)).exp()
        height = (area / aspect).sqrt().clamp(max=28).round()
        width = (area * aspect).sqrt().clamp(max=28).round()
        down, right, flip, jitter, swap = torch.rand(5, n)
        rows = weights((down * (29 - height)).floor(), height)
        columns = weights((right * (29 - width)).floor(), width, flip < 0.5)
        y = rows @ (x / 255) @ columns.mT
        on = jitter < 0.8
        bright = torch.where(on, torch.empty(n).uniform_(0.6, 1.4), 1.0)[:, None, None]
        contrast = torch.where(on, torch.empty(n).uniform_(0.6, 1.4), 1.0)[:, None, None]
        first = (swap < 0.5)[:, None, None]
        y = torch.where(first, y * bright, y).clamp(0, 1)
        y = (contrast * y + (1 - contrast) * y.mean((1, 2), keepdim=True)).clamp(0, 1)
        y = torch.where(first, y, y * bright).clamp(0, 1)
        return ((y - MEAN) / DEVIATION)[:, None].contiguous(memory_format=torch.channels_last)

    def epoch():
        order = torch.randperm(len(data))
        for k in range(len(data) // BATCH):
            x = data[order[k * BATCH : (k + 1) * BATCH]]
            yield views(torch.cat([x, x]))

    @torch.compile(dynamic=False)
    def loss(x):
        z = F.normalize(model(x), dim=1)
        return F.cross_entropy((z @ z.T / 0.5).masked_fill(diagonal, -math.inf), partner)

    return f, model, epoch, loss


@torch.no_grad()
def neighbors(f, bank, labels, test, answers):
    """20-NN accuracy on the encoder's features by cosine, weighted by exp(cos / 0.07), in percent."""
    f.eval()
    features = lambda x: F.normalize(torch.cat([f(((y / 255 - MEAN) / DEVIATION)[:, None]) for y in torch.from_numpy(x.copy()).float().split(500)]), dim=1)
    near, at = (features(test) @ features(bank).T).topk(20)
    votes = torch.zeros(len(test), 10).scatter_add_(1, torch.from_numpy(labels.astype(np.int64))[at], (near / 0.07).exp())
    return 100 * (votes.argmax(1).numpy() == answers).mean()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("variant", choices=["documented", "tuned"])
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    torch.manual_seed(given.seed)
    folder = "examples/data/fashion/"
    pictures = idx(folder + "train-images.gz")
    f, model, epoch, loss = (documented if given.variant == "documented" else tuned)(pictures, given.seed)
    optimizer = torch.optim.SGD(model.parameters(), 0.06, momentum=0.9, weight_decay=5e-4)
    steps = len(pictures) // BATCH
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, given.epochs * steps)
    rates = []
    for _ in range(given.epochs):
        began = time.perf_counter()
        for batch in epoch():
            optimizer.zero_grad(set_to_none=True)
            value = loss(batch)
            value.backward()
            optimizer.step()
            schedule.step()
            value.item()
        rates.append(steps * BATCH / (time.perf_counter() - began))
    trained = time.time() - BEGAN
    test = idx(folder + "test-images.gz"), idx(folder + "test-labels.gz")
    accuracy = neighbors(f, pictures, idx(folder + "train-labels.gz"), *test)
    print(json.dumps({"rate": max(rates[1:] or rates), "seconds": trained, "accuracy": accuracy}))


main()
