"""Test accuracies of MLPs on MNIST by PyTorch, many seeds: what test/accuracy compares with.

    python3 gen_accuracy.py FOLDER_OF_MNIST > accuracy_mnist.json

The settings are four of gen_reference.py's (sgd-momentum 0.1, batch 128, 5 epochs): plain, batch norm, dropout, both.
Its three seeds leave the mean uncertain by 0.1 points; these twelve by 0.05. Minutes on one thread.
"""
import gzip
import json
import sys

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

SEEDS = range(100, 112)
EPOCHS, BATCH, TRAIN_ROWS = 5, 128, 55000


def read(name, header, shape):
    data = gzip.open(f'{sys.argv[1]}/{name}.gz').read()
    return torch.from_numpy(np.frombuffer(data, np.uint8)[header:].reshape(shape).copy())


def network(dropout, batch_norm):
    layers = [nn.Linear(784, 128)]
    layers += [nn.BatchNorm1d(128)] if batch_norm else []
    layers += [nn.ReLU()]
    layers += [nn.Dropout(dropout)] if dropout else []
    layers += [nn.Linear(128, 10)]
    for layer in layers:
        if isinstance(layer, nn.Linear):
            nn.init.normal_(layer.weight, 0, (2 / layer.in_features) ** 0.5)
            nn.init.zeros_(layer.bias)
    return nn.Sequential(*layers)


def accuracy(seed, dropout, batch_norm, train, test):
    torch.manual_seed(seed)
    model = network(dropout, batch_norm)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    x, y = train
    for _ in range(EPOCHS):
        order = torch.randperm(len(x))
        for start in range(0, len(x), BATCH):
            rows = order[start : start + BATCH]
            optimizer.zero_grad()
            F.cross_entropy(model(x[rows]), y[rows]).backward()
            optimizer.step()
    model.eval()
    with torch.no_grad():
        return (model(test[0]).argmax(1) == test[1]).float().mean().item()


def main():
    torch.set_num_threads(1)
    images = read('train-images-idx3-ubyte', 16, (-1, 784)).float() / 255
    labels = read('train-labels-idx1-ubyte', 8, (-1,)).long()
    train = images[:TRAIN_ROWS], labels[:TRAIN_ROWS]
    test = read('t10k-images-idx3-ubyte', 16, (-1, 784)).float() / 255, read('t10k-labels-idx1-ubyte', 8, (-1,)).long()
    rows = []
    for dropout in (0, 0.5):
        for batch_norm in (False, True):
            values = [accuracy(seed, dropout, batch_norm, train, test) for seed in SEEDS]
            row = {'dropout': dropout, 'batchNorm': batch_norm, 'mean': round(float(np.mean(values)), 5)}
            rows.append({**row, 'sd': round(float(np.std(values, ddof=1)), 5)})
    what = '784-128-10, SGD, learning rate 0.1, momentum 0.9, batch 128, 5 epochs; accuracy on the test rows'
    print(json.dumps({'what': what, 'torch': torch.__version__, 'seeds': len(SEEDS), 'rows': rows}, indent=1))


main()
