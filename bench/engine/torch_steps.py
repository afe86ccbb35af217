"""Training steps in PyTorch, timed in samples on request: one JSON line in ({"samples": n}), one out (milliseconds)."""

import json
import sys
import time

import torch
from torch import nn

workload, batch, threads, fused, channels_last = (
    sys.argv[1],
    int(sys.argv[2]),
    int(sys.argv[3]),
    sys.argv[4] == "fused",
    sys.argv[5] == "channels_last",
)
torch.set_num_threads(threads)
torch.manual_seed(1)


def serve(run):
    for _ in range(20):
        run()
    print(json.dumps({"version": torch.__version__}), flush=True)
    for line in sys.stdin:
        times = []
        for _ in range(json.loads(line)["samples"]):
            start = time.perf_counter()
            run()
            times.append((time.perf_counter() - start) * 1000)
        print(json.dumps(times), flush=True)


if workload == "product":
    m, k, n = (int(value) for value in sys.argv[6:9])
    a, b, c = torch.randn(m, k), torch.randn(k, n), torch.empty(m, n)
    serve(lambda: torch.mm(a, b, out=c))
    sys.exit()

if workload == "mlp":
    model = nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 10))
    x = torch.randn(batch, 784)
else:
    model = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(32 * 7 * 7, 10),
    )
    x = torch.randn(batch, 1, 28, 28)
    if channels_last:
        model = model.to(memory_format=torch.channels_last)
        x = x.to(memory_format=torch.channels_last)

y = torch.randint(0, 10, (batch,))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=fused)
loss_of = nn.CrossEntropyLoss()


def step():
    optimizer.zero_grad(set_to_none=True)
    loss = loss_of(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


serve(step)
