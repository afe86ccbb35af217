"""Logistic regression on two clouds of points, as a script that Lossboard runs (docs/scripts.md).

Metrics are lines of JSON on stdout; everything else that is printed is a line of the log. Standard library only.
"""

import argparse
import json
import math
import random


def clouds(generator, count):
    """Points (x, y) with their class, 0 or 1."""
    points = []
    for index in range(count):
        label = index % 2
        center = 1.0 if label else -1.0
        points.append((generator.gauss(center, 1.2), generator.gauss(center, 1.2), label))
    return points


def loss_and_gradient(weights, points, decay):
    """Mean cross-entropy, accuracy, and the gradient of the loss with its weight decay."""
    a, b, bias = weights
    gradient = [decay * a, decay * b, 0.0]
    loss = right = 0
    for x, y, label in points:
        score = max(-500.0, min(500.0, a * x + b * y + bias))
        chance = 1 / (1 + math.exp(-score))
        loss -= math.log(max(chance if label else 1 - chance, 1e-300)) / len(points)
        right += (chance > 0.5) == bool(label)
        for index, value in enumerate((x, y, 1.0)):
            gradient[index] += (chance - label) * value / len(points)
    return loss, right / len(points), gradient


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lr", type=float, default=0.5)
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument("--decay", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()

    generator = random.Random(asked.seed)
    train, test = clouds(generator, 400), clouds(generator, 200)
    weights = [0.0, 0.0, 0.0]
    print(f"{len(train)} points to train on, {len(test)} to test on", flush=True)
    for epoch in range(1, asked.epochs + 1):
        loss, accuracy, gradient = loss_and_gradient(weights, train, asked.decay)
        weights = [weight - asked.lr * slope for weight, slope in zip(weights, gradient)]
        test_loss, test_accuracy, _ = loss_and_gradient(weights, test, 0.0)
        print(
            json.dumps(
                {
                    "step": epoch,
                    "train": {"loss": loss, "accuracy": accuracy},
                    "val": {"loss": test_loss, "accuracy": test_accuracy},
                }
            ),
            flush=True,
        )
    print(f"weights {weights[0]:.3f} {weights[1]:.3f}, bias {weights[2]:.3f}")


if __name__ == "__main__":
    main()
