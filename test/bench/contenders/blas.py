"""Which BLAS a process uses: a pinned or an old core type makes every comparison worthless."""


def about():
    """Such as 'openblas 0.3.21 Cooperlake, 1 thread'; to be called once the libraries are loaded."""
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return 'BLAS unknown: threadpoolctl is not installed'
    pools = [pool for pool in threadpool_info() if pool['user_api'] == 'blas']
    return ' and '.join(describe(pool) for pool in pools) or 'no BLAS that threadpoolctl knows'


def describe(pool):
    threads = pool['num_threads']
    kind = f"{pool['internal_api']} {pool['version']} {pool.get('architecture') or ''}".strip()
    return f"{kind}, {threads} thread{'' if threads == 1 else 's'}"
