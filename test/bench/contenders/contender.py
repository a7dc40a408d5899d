"""The protocol of a contender, one work a process, as ../protocol.ts says; ../contender.ts is the other side."""
import json
import resource
import sys
import time

import numpy as np


class Unsupported(Exception):
    """This library cannot do the work; the message says what it lacks."""


def load(data):
    """The features [rows, ...shape] in float32 and the labels [rows]."""
    features = np.fromfile(data['features'], np.float32).reshape(-1, *data['shape'])
    return features, np.fromfile(data['labels'], np.int32).astype(np.int64)


def run(step, seconds):
    """Repeats `step`, which returns how much it did: (count, seconds, CPU seconds)."""
    count, cpu, start = 0, cpu_seconds(), time.perf_counter()
    while True:
        count += step()
        elapsed = time.perf_counter() - start
        if elapsed >= seconds:
            return count, elapsed, cpu_seconds() - cpu


def fastest(candidates, seconds=0.25):
    """The (name, step) that does most; each is warmed up, then timed twice."""
    def rate(step):
        run(step, seconds / 2)
        return max(count / elapsed for count, elapsed, _ in (run(step, seconds), run(step, seconds)))
    return max(candidates, key=lambda candidate: rate(candidate[1]))


def serve(name, about, prepare):
    """`prepare(work, data)` answers (way, step), or raises Unsupported."""
    task = json.loads(sys.stdin.readline())
    try:
        way, step = prepare(task['work'], task['data'])
    except Unsupported as lack:
        return say({'name': name, 'about': about, 'unsupported': str(lack)})
    say({'name': name, 'about': about, 'way': way})
    for line in sys.stdin:
        seconds = json.loads(line)['seconds']
        run(step, seconds / 4)
        count, elapsed, cpu = run(step, seconds)
        say({'count': count, 'seconds': elapsed, 'cpuSeconds': cpu})


def say(answer):
    print(json.dumps(answer), flush=True)


def cpu_seconds():
    """User and system time of all threads of this process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
