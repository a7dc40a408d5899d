"""Coefficients of the float32 erf in packages/core/src/formula/functions.ts.

    |x| < 0.921875   erf x = x + x·P(x²)
    else             erf x = sign(x)·(1 − e^{−t·R(t)}), t = min(|x|, 4)

Remez's exchange on the error of erf (relative below, absolute above), from the highest power down: each coefficient is
rounded to a float32 before the others are fitted again.
"""
import struct
import mpmath as mp

mp.mp.dps = 40
SPLIT = mp.mpf('0.921875')


def float32(value):
    return mp.mpf(struct.unpack('f', struct.pack('f', float(value)))[0])


def nodes(low, high, count):
    return [(low + high) / 2 + (high - low) / 2 * mp.cos(mp.pi * (2 * i + 1) / (2 * count)) for i in range(count)]


def exchange(target, weight, fixed, degree, low, high):
    """The polynomial of `degree`, its highest coefficients given, of the least largest weighted error."""
    free = degree + 1 - len(fixed)
    known = lambda t: sum(c * t ** (degree - i) for i, c in enumerate(fixed))
    points = sorted(nodes(low, high, free + 1))
    grid = [low + (high - low) * i / 600 for i in range(601)]
    for _ in range(12):
        rows, right = [], []
        for i, t in enumerate(points):
            rows.append([t ** (free - 1 - j) for j in range(free)] + [(-1) ** i / weight(t)])
            right.append(target(t) - known(t))
        solution = mp.lu_solve(mp.matrix(rows), mp.matrix(right))
        coefficients = [solution[j] for j in range(free)]
        error = lambda t: weight(t) * (known(t) + mp.polyval(coefficients, t) - target(t))
        errors = [error(t) for t in grid]
        # The largest error of each stretch of one sign.
        extremes, best = [], 0
        for i in range(601):
            if i and (errors[i] > 0) != (errors[i - 1] > 0):
                extremes.append(best)
                best = i
            elif abs(errors[i]) > abs(errors[best]):
                best = i
        extremes.append(best)
        if len(extremes) < free + 1:
            break
        while len(extremes) > free + 1:
            extremes.pop(0 if abs(errors[extremes[0]]) < abs(errors[extremes[-1]]) else -1)
        points = [grid[i] for i in extremes]
    return coefficients, max(abs(e) for e in errors)


def fit(name, target, weight, degree, low, high):
    fixed = []
    for _ in range(degree + 1):
        coefficients, worst = exchange(target, weight, fixed, degree, low, high)
        fixed.append(float32(coefficients[0]))
    print(name, [float(c) for c in fixed], 'largest error', mp.nstr(worst, 3))


def ratio(z):
    root = mp.sqrt(z)
    return mp.erf(root) / root


# Near 0 the ratio is 0/0, so the first interval begins a little later.
fit('ERF_SMALL', lambda z: ratio(z) - 1, lambda z: 1 / ratio(z), 5, mp.mpf('1e-6'), SPLIT**2)
fit('ERF_LARGE', lambda t: -mp.log(mp.erfc(t)) / t, lambda t: t * mp.erfc(t), 5, SPLIT, mp.mpf(4))
