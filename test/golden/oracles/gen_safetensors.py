"""A small file written by the safetensors library (0.8.0, NumPy), and a look at one of ours.

    python3 gen_safetensors.py                      writes python.safetensors
    python3 gen_safetensors.py checkpoint.safetensors    prints what the library reads in a checkpoint
"""
import os, sys
import numpy as np
from safetensors import safe_open
from safetensors.numpy import save_file

HERE = os.path.dirname(os.path.abspath(__file__))

if len(sys.argv) > 1:
    with safe_open(sys.argv[1], 'np') as f:
        for key, value in sorted(f.metadata().items()):
            print(key, value)
        for key in f.keys():
            tensor = f.get_tensor(key)
            print(key, tensor.dtype, tensor.shape, tensor.reshape(-1)[:4])
else:
    save_file({
        'b.weight': np.array([[1, -2, 0.5], [1 / 3, 1e-45, 3.4e38]], dtype=np.float32),
        'a.bias': np.array([-0.0, 7, np.inf], dtype=np.float32),
        'scalar': np.array(42, dtype=np.float32),
        'empty': np.zeros((0, 4), dtype=np.float32),
    }, os.path.join(HERE, 'python.safetensors'), metadata={'note': 'naïve “text”', 'number': '7'})
