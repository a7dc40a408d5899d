"""Writes streams.json: seeds, words and draws by the written definitions, in Python's whole numbers.

    python3 test/golden/numbers/generate_streams.py
"""

import json
import math
from pathlib import Path

PURPOSES = ["init", "shuffle", "dropout", "split", "data", "sampler", "replicate"]
WORD = 2**32


def philox(counter, key):
    (x0, x1, x2, x3), (k0, k1) = counter, key
    for r in range(10):
        p0, p1 = 0xD2511F53 * x0, 0xCD9E8D57 * x2
        x0, x1, x2, x3 = (
            (p1 // WORD) ^ x1 ^ ((k0 + r * 0x9E3779B9) % WORD),
            p1 % WORD,
            (p0 // WORD) ^ x3 ^ ((k1 + r * 0xBB67AE85) % WORD),
            p0 % WORD,
        )
    return [x0, x1, x2, x3]


def key(seed):
    return seed % WORD, seed // WORD


def derive(seed, purpose, index):
    w = philox([*key(index), 0, PURPOSES.index(purpose) * 2**24 + 2**24 - 1], key(seed))
    return (w[0] >> 5) * 2**26 + (w[1] >> 6)


def words(seed, purpose, epoch, step):
    block = 0
    while True:
        yield from philox([block, step, epoch, PURPOSES.index(purpose) * 2**24], key(seed))
        block += 1


def uniform(stream):
    return ((next(stream) >> 5) * 2**26 + (next(stream) >> 6)) / 2**53


def below(stream, n):
    while (word := next(stream)) >= WORD - WORD % n:
        pass
    return word % n


def normal(stream):
    radius = math.sqrt(-2 * math.log(1 - uniform(stream)))
    return radius * math.cos(2 * math.pi * uniform(stream))


def order(stream, count):
    values = list(range(count))
    for last in range(count - 1, 0, -1):
        chosen = below(stream, last + 1)
        values[last], values[chosen] = values[chosen], values[last]
    return values


seeds = [(0, "init", 0), (42, "replicate", 1), (2**53 - 1, "sampler", 2**40 + 3), (7, "split", 2**53 - 1)]
keys = [(0, "init", 0, 0), (42, "shuffle", 3, 0), (2**53 - 1, "data", 1, 2), (123456789012, "replicate", 0, 2**32 - 1)]
big = 3 * 2**30 + 1
text = {
    "derived": [{"seed": s, "purpose": p, "index": i, "value": derive(s, p, i)} for s, p, i in seeds],
    "streams": [
        {
            "key": k,
            "words": [w for w, _ in zip(words(*k), range(10))],
            "uniform": [uniform(s) for s in [words(*k)] for _ in range(5)],
            "below": [below(s, n) for s in [words(*k)] for n in (1, 2, 10, big, big, big, big, WORD)],
            "normal": [normal(s) for s in [words(*k)] for _ in range(5)],
            "order": order(words(*k), 20),
        }
        for k in keys
    ],
}
Path(__file__).with_name("streams.json").write_text(json.dumps(text, indent=1) + "\n")
