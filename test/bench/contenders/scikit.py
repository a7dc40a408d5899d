"""scikit-learn's MLPClassifier: it has neither convolutions nor dropout nor batch norm."""
from math import prod

import numpy as np
import sklearn
from sklearn.neural_network import MLPClassifier

import blas
from contender import Unsupported, fastest, load, serve

# One call of partial_fit trains on so many batches: its checks of the input then weigh little.
BATCHES_A_CALL = 64
EVALUATION_BATCHES = (256, 1024, 4096)


def prepare(work, data):
    check(work)
    x, y = load(data)
    x = x.reshape(len(x), prod(data['shape']))
    if work['kind'] == 'train':
        return '', trainer(work, x, y)
    return fastest([(f'batch {batch}', evaluator(work, x, y, batch)) for batch in EVALUATION_BATCHES])


def check(work):
    if any('conv' in layer for layer in work['layers']):
        raise Unsupported('no convolutions')
    if any(layer['batchNorm'] or layer['dropout'] for layer in work['layers']):
        raise Unsupported('no dropout, no batch norm')


def classifier(work):
    momentum = work['optimizer'] == 'momentum'
    return MLPClassifier(
        hidden_layer_sizes=[layer['dense'] for layer in work['layers'][:-1]],
        solver='sgd' if momentum else 'adam',
        learning_rate_init=work['learningRate'],
        batch_size=work['batchSize'],
        alpha=0,
        momentum=0.9,
        nesterovs_momentum=False,
    )


def trainer(work, x, y):
    rows = min(len(x), BATCHES_A_CALL * work['batchSize'])
    model, classes, at = classifier(work), np.unique(y), 0

    def step():
        nonlocal at
        at = 0 if at + rows > len(x) else at
        model.partial_fit(x[at:at + rows], y[at:at + rows], classes)
        at += rows
        return rows // work['batchSize']

    return step


def evaluator(work, x, y, batch):
    model, at = classifier(work).partial_fit(x[:256], y[:256], np.unique(y)), 0

    def step():
        nonlocal at
        at = 0 if at + batch > len(x) else at
        labels = y[at:at + batch]
        probabilities = model.predict_proba(x[at:at + batch])
        np.log(probabilities[np.arange(len(labels)), labels]).sum()
        (probabilities.argmax(1) == labels).sum()
        at += batch
        return batch

    return step


serve(f'scikit-learn {sklearn.__version__}', blas.about(), prepare)
