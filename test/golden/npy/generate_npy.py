"""Writes arrays.json: small arrays as numpy saves them, in base64, with their values in row-major order.

    python3 test/golden/npy/generate_npy.py        needs numpy
"""

import base64
import io
import json
from pathlib import Path

import numpy as np
from numpy.lib import format as npy

BASE = np.arange(24).reshape(4, 3, 2)
VERSIONS = [(1, 0), (2, 0), (3, 0)]
TYPES = ["<f4", ">f4", "<f8", ">f8", "|u1", "|i1", "<u2", ">u2", "<i2", ">i2"]
TYPES += ["<u4", ">u4", "<i4", ">i4", "<u8", ">u8", "<i8", ">i8", "|b1"]


def saved(array, version):
    file = io.BytesIO()
    npy.write_array(file, array, version=version, allow_pickle=True)
    return base64.b64encode(file.getvalue()).decode()


def values(dtype):
    kind = np.dtype(dtype).kind
    if kind == "f":
        return (BASE - 7) * 0.37
    if kind == "i":
        return BASE - 7
    return BASE % 2 if kind == "b" else BASE * 7


def case(name, array, version=(1, 0)):
    order = "F" if array.flags.f_contiguous and not array.flags.c_contiguous else "C"
    return {
        "name": f"{name}, {order} order, version {version[0]}",
        "shape": list(array.shape),
        "values": [float(value) for value in array.ravel(order="C")],
        "base64": saved(array, version),
    }


def cases():
    for dtype in TYPES:
        yield case(dtype, values(dtype).astype(dtype))
        yield case(dtype, np.asfortranarray(values(dtype).astype(dtype)))
    for version in VERSIONS:
        for order in "CF":
            array = np.array(values("<f8").reshape(6, 4).astype("<f8"), order=order)
            yield case("<f8", array, version)
    yield case("<i8 that float64 holds no longer exactly", np.array([[2**53 + 1, -(2**62)]], dtype="<i8"))
    yield case("a single row", np.zeros((1, 5), dtype="<f4"))
    yield case("one dimension", np.arange(3, dtype="<f4"))
    yield case("no dimension", np.array(2.5))


def refused():
    table = np.array([(1, 2.0)], dtype=[("a", "<i4"), ("b", "<f8")])
    named = np.array([(1, 2.0)], dtype=[("größe", "<i4"), ("b", "<f8")])
    return {
        "objects": saved(np.array([[1, "two"]], dtype=object), (1, 0)),
        "named fields": saved(table, (1, 0)),
        "named fields, version 3": saved(named, (3, 0)),
        "texts": saved(np.array([["a", "b"]]), (1, 0)),
        "complex numbers": saved(np.array([[1j]]), (1, 0)),
        "times": saved(np.array([["2026-01-01"]], dtype="datetime64[D]"), (1, 0)),
        "no rows": saved(np.zeros((0, 3)), (1, 0)),
    }


if __name__ == "__main__":
    golden = {"numpy": np.__version__, "arrays": list(cases()), "refused": refused()}
    Path(__file__).with_name("arrays.json").write_text(json.dumps(golden, indent=1, ensure_ascii=False) + "\n")
