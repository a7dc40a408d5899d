"""PyTorch at its best on one thread: every work is tried in several spellings, and the fastest counts."""
import inspect
from itertools import product
from math import prod

import torch
from torch import nn
from torch.nn import functional as F

import blas
from contender import fastest, load, serve

torch.set_num_threads(1)
torch.manual_seed(0)

LAYOUTS = {'contiguous': torch.contiguous_format, 'channels_last': torch.channels_last}
EVALUATION_BATCHES = (128, 256, 512, 1024, 2048)


def prepare(work, data):
    x, y = (torch.from_numpy(array) for array in load(data))
    convolves = 'conv' in work['layers'][0]
    x = x.permute(0, 3, 1, 2) if convolves else x.flatten(1)
    make = training if work['kind'] == 'train' else evaluation
    layouts = LAYOUTS if convolves else ['contiguous']
    return fastest([candidate for layout in layouts for candidate in make(work, data['shape'], x, y, layout)])


def training(work, shape, x, y, layout):
    """A candidate for each way that this PyTorch has to write the optimizer's step."""
    x = x.contiguous(memory_format=LAYOUTS[layout])
    kind = torch.optim.SGD if work['optimizer'] == 'momentum' else torch.optim.Adam
    options = {'momentum': 0.9} if work['optimizer'] == 'momentum' else {}
    for way in ('plain', 'foreach', 'fused'):
        if way == 'plain' or way in inspect.signature(kind).parameters:
            model = network(work, shape).to(memory_format=LAYOUTS[layout]).train()
            switch = {} if way == 'plain' else {way: True}
            try:
                optimizer = kind(model.parameters(), lr=work['learningRate'], **options, **switch)
            except RuntimeError:  # fused, where this release has it for GPUs alone
                continue
            yield f'{layout}, {way}', stepper(model, optimizer, x, y, work['batchSize'])


def stepper(model, optimizer, x, y, batch):
    order = batches(len(x), batch)

    def step():
        rows = next(order)
        optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(model(x.index_select(0, rows)), y.index_select(0, rows))
        loss.backward()
        optimizer.step()
        return 1

    return step


def batches(rows, batch):
    while True:
        order = torch.randperm(rows)
        yield from (order[at:at + batch] for at in range(0, rows - batch + 1, batch))


def evaluation(work, shape, x, y, layout):
    """A candidate for each batch size, as a module and as a frozen TorchScript."""
    x = x.contiguous(memory_format=LAYOUTS[layout])
    model = network(work, shape).to(memory_format=LAYOUTS[layout]).eval()
    for batch, way in product(EVALUATION_BATCHES, ('module', 'frozen')):
        forward = model if way == 'module' else torch.jit.freeze(torch.jit.trace(model, x[:batch]))
        yield f'{layout}, {way}, batch {batch}', evaluator(forward, x, y, batch)


def evaluator(forward, x, y, batch):
    at = 0

    @torch.inference_mode()
    def step():
        nonlocal at
        at = 0 if at + batch > len(x) else at
        logits, labels = forward(x[at:at + batch]), y[at:at + batch]
        F.cross_entropy(logits, labels, reduction='sum').item()
        (logits.argmax(1) == labels).sum().item()
        at += batch
        return batch

    return step


def network(work, shape):
    modules = []
    if 'conv' not in work['layers'][0]:
        shape = [prod(shape)]
    for layer in work['layers']:
        if 'conv' in layer:
            height, width, channels = shape
            # Pooled before the ReLU: the result is equal, and a quarter of the ReLUs is left.
            modules += [nn.Conv2d(channels, layer['conv'], 3, padding=1), nn.MaxPool2d(2), nn.ReLU()]
            shape = [height // 2, width // 2, layer['conv']]
            continue
        modules += [nn.Flatten()] if len(shape) == 3 else []
        modules += dense(prod(shape), layer)
        shape = [layer['dense']]
    return nn.Sequential(*modules)


def dense(inputs, layer):
    units = layer['dense']
    modules = [nn.Linear(inputs, units)]
    modules += [nn.BatchNorm1d(units)] if layer['batchNorm'] else []
    modules += [nn.ReLU()] if layer['relu'] else []
    return modules + ([nn.Dropout(layer['dropout'])] if layer['dropout'] else [])


serve(f'PyTorch {torch.__version__}', blas.about(), prepare)
