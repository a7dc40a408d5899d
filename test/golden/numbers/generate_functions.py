"""Writes functions.json: float64 functions to 400 digits, rounded once. Needs mpmath 1.3.

    python3 test/golden/numbers/generate_functions.py

Each case is [argument ..., value, rest]: float64 as 16 hexadecimal digits, and how far the true value lies above the
rounded one, in units of the rounded one's last place. So an implementation's error can be told to a thousandth of an ulp.
"""

import json
import math
import random
import struct
from pathlib import Path

import mpmath

mpmath.mp.dps = 400
rng = random.Random(20240229)


def bits(x):
    return struct.pack(">d", x).hex()


def ulp(x):
    return mpmath.mpf(math.ulp(x))


def to_float(value):
    """Round half even to float64, also among subnormals (float() of mpmath rounds twice there)."""
    if value == 0:
        return 0.0
    mantissa_exponent = max(mpmath.frexp(abs(value))[1] - 53, -1074)
    scaled = value * mpmath.mpf(2) ** (-mantissa_exponent)
    return math.ldexp(int(mpmath.nint(scaled)), mantissa_exponent)


def case(function, *arguments):
    true = function(*(mpmath.mpf(x) for x in arguments))
    rounded = to_float(true)
    rest = float((true - mpmath.mpf(rounded)) / ulp(rounded))
    return [*(bits(x) for x in arguments), bits(rounded), round(rest, 4)]


def uniform(low, high, count):
    return [rng.uniform(low, high) for _ in range(count)]


def around_zero(low_exponent, high_exponent, count):
    """Both signs, magnitudes spread over the binary exponents."""
    return [rng.choice([-1, 1]) * math.ldexp(rng.uniform(1, 2), rng.randint(low_exponent, high_exponent)) for _ in range(count)]


angles = uniform(-7, 7, 250) + around_zero(-40, 20, 200) + around_zero(21, 1022, 100)
# Next to multiples of a quarter turn, where reduction loses the most; the last is the worst of all float64.
angles += [math.ldexp(round(k * math.pi / 2 * 2**40), -40) for k in (1, 2, 3, 4, 5, 99, 710, 104348, 1000001)]
angles += [math.pi / 2, math.pi, 3 * math.pi / 2, 2 * math.pi, 1647099.0, 1647099.5, 6381956970095103 * 2.0**797]
pow_cases = list(zip(uniform(0, 1, 150), uniform(0, 1000, 150)))
pow_cases += list(zip(uniform(0.5, 20, 150), uniform(-100, 100, 150)))
pow_cases += [(math.ldexp(rng.uniform(1, 2), rng.randint(-1074, 1022)), rng.uniform(-1, 1)) for _ in range(100)]
pow_cases += [(1 + math.ldexp(rng.uniform(-1, 1), -rng.randint(2, 50)), math.ldexp(rng.uniform(1, 2), rng.randint(0, 40))) for _ in range(100)]
pow_cases += [(x, float(n)) for x in (0.9, 0.95, 0.97, 10.0, 2.0, 3.0, 0.1) for n in (1, 2, 3, 5, 20, -3, -20)]
pow_cases += [(2.0, -1074.0), (2.0, -1060.5), (2.0, 1023.5), (5e-324, 0.5), (10.0, -310.0), (10.0, 308.0)]
pow_cases = [(x, y) for x, y in pow_cases if x > 0 and -745.13 < y * math.log(x) < 709.78]

functions = {
    "exp": [case(mpmath.exp, x) for x in uniform(-1, 1, 150) + uniform(-708, 709, 250) + uniform(-745, -708, 40) + around_zero(-60, -2, 60)],
    "log": [
        case(mpmath.log, x)
        for x in uniform(0.5, 2, 200)
        + [abs(x) for x in around_zero(-1022, 1022, 150)]
        + [1 + x for x in around_zero(-50, -4, 100)]
        + [5e-324, 1e-310, 2.2250738585072014e-308, 1.7976931348623157e308, 0.7071067811865475, 1.4142135623730951]
    ],
    "sin": [case(mpmath.sin, x) for x in angles],
    "cos": [case(mpmath.cos, x) for x in angles],
    "tanh": [case(mpmath.tanh, x) for x in uniform(-3, 3, 200) + uniform(-21, 21, 60) + around_zero(-30, 3, 140)],
    "erf": [case(mpmath.erf, x) for x in uniform(-1, 1, 250) + uniform(-6.2, 6.2, 300) + around_zero(-60, 0, 100)],
    "pow": [case(mpmath.power, x, y) for x, y in pow_cases],
}
text = ",\n".join(f'"{name}": [\n' + ",\n".join(json.dumps(row) for row in rows) + "\n]" for name, rows in functions.items())
Path(__file__).with_name("functions.json").write_text("{\n" + text + "\n}\n")
