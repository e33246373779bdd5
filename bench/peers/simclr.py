"""The SimCLR step of bench/programs/simclr.ssl in PyTorch, eager, float32: milliseconds of each step as JSON."""

import json
import resource
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


def conv(inputs, outputs, size, stride):
    return nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False)


class Residual(nn.Module):
    def __init__(self, inputs, width, stride):
        super().__init__()
        self.body = nn.Sequential(
            conv(inputs, width, 3, stride), nn.BatchNorm2d(width), nn.ReLU(), conv(width, width, 3, 1), nn.BatchNorm2d(width)
        )
        same = inputs == width and stride == 1
        self.short = nn.Identity() if same else nn.Sequential(conv(inputs, width, 1, stride), nn.BatchNorm2d(width))

    def forward(self, x):
        return F.relu(self.body(x) + self.short(x))


def main():
    torch.manual_seed(0)
    model = nn.Sequential(
        conv(3, 32, 3, 1), nn.BatchNorm2d(32), nn.ReLU(),
        Residual(32, 32, 1), Residual(32, 64, 2), Residual(64, 128, 2),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        nn.Linear(128, 128), nn.BatchNorm1d(128), nn.ReLU(), nn.Linear(128, 64),
    )
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, fused=True)
    views = torch.randn(128, 3, 32, 32)
    partner = (torch.arange(128) + 64) % 128
    times, losses = [], []
    for _ in range(int(sys.argv[1])):
        start = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        z = F.normalize(model(views), dim=1)
        scores = (z @ z.T / 0.5).fill_diagonal_(-1e9)
        loss = F.cross_entropy(scores, partner)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        times.append((time.perf_counter() - start) * 1000)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"times": times, "peak": peak, "losses": losses}))


main()
