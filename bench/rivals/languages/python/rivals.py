"""The benchmark's workloads on aPyCSP, of which APYCSP names a checkout.

Usage: rivals.py WORKLOAD VARIANT N UNDER-WAY COUNT LAPS LAP-MS WARM-UP-MS; prints one JSON object.
"""

import asyncio
import json
import os
import sys
from time import perf_counter_ns

sys.path.insert(0, os.environ["APYCSP"])

from apycsp import Alternative, Channel, Parallel, Spawn, process  # noqa: E402


class Meter:
    """bench/meter.ts in Python: one loop for warm-up and timed laps."""

    def __init__(self, count, laps, lap_milliseconds, warm_up_milliseconds):
        self.fixed = count > 0
        self.count = max(1, count)
        self.laps = laps
        self.goal = lap_milliseconds * 1e6
        self.warm_up = warm_up_milliseconds * 1e6
        self.warm_until = None
        self.samples = []
        self.started = perf_counter_ns()

    def lap(self):
        ended = perf_counter_ns()
        time = ended - self.started
        if self.warm_until is None:
            self.warm_until = ended + self.warm_up
        if ended >= self.warm_until:
            self.samples.append(time / self.count)
        elif not self.fixed:
            self.count = max(1, min(2 * self.count, round(self.goal * self.count / time)))
        self.started = perf_counter_ns()
        return len(self.samples) < self.laps


async def metered(meter, step):
    while True:
        for _ in range(meter.count):
            await step()
        if not meter.lap():
            return


@process
async def prefix(read, write):
    await write(0)
    while True:
        await write(await read())


@process
async def successor(read, write):
    while True:
        await write(await read() + 1)


@process
async def sequential_delta(read, first, second):
    while True:
        value = await read()
        await first(value)
        await second(value)


@process
async def parallel_delta(read, first, second):
    while True:
        value = await read()
        await Parallel(first(value), second(value))


@process
async def source(write):
    value = 0
    while True:
        await write(value)
        value += 1


async def commstime(meter, variant):
    a, b, c, d = (Channel(name) for name in "abcd")
    delta = parallel_delta if variant == "par" else sequential_delta
    running = [
        Spawn(prefix(c.read, a.write)),
        Spawn(delta(a.read, b.write, d.write)),
        Spawn(successor(b.read, c.write)),
    ]
    await metered(meter, d.read)
    return running


async def producer_consumer(meter):
    messages = Channel("messages")
    running = Spawn(source(messages.write))
    await metered(meter, messages.read)
    return running


async def stressed(meter, variant):
    guards, writers = (int(number) for number in variant.split("x"))
    channels = [Channel(f"channel {i}") for i in range(guards)]
    running = [Spawn(source(channel.write)) for channel in channels for _ in range(writers)]
    await asyncio.sleep(0)
    # Its only selection is by priority.
    await metered(meter, Alternative(*(channel.read for channel in channels)).select)
    return running


def resident():
    with open("/proc/self/statm", encoding="ascii") as statistics:
        return int(statistics.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@process
async def member(number, check_in, shared):
    await check_in(number)
    while True:
        await shared()


async def density(n):
    """Memory as the system counts it: Python has no count of its heap without tracing each allocation."""
    check_in, shared = Channel("check-in"), Channel("shared")
    before, started = resident(), perf_counter_ns()
    members = [Spawn(member(i, check_in.write, shared.read)) for i in range(n)]
    for _ in range(n):
        await check_in.read()
    created = perf_counter_ns()
    after = resident()
    woken = perf_counter_ns()
    await shared.write(0)
    await asyncio.sleep(0)
    first = perf_counter_ns()
    await shared.poison()
    await asyncio.gather(*members)
    ended = perf_counter_ns()
    return {
        "bytes": (after - before) / n,
        "resident": (after - before) / n,
        "peak": after,
        "create": (created - started) / 1e9,
        "first": (first - woken) / 1e9,
        "teardown": (ended - first) / 1e9,
    }


async def main(workload, variant, n, _under_way, *plan):
    if workload == "density":
        return await density(int(n))
    meter = Meter(*(int(number) for number in plan))
    if workload == "commstime":
        await commstime(meter, variant)
    elif workload == "prodcons":
        await producer_consumer(meter)
    else:
        await stressed(meter, variant)
    return {"samples": meter.samples, "n": meter.count}


async def report():
    print(json.dumps(await main(*sys.argv[1:])), flush=True)
    # The networks never end by themselves.
    os._exit(0)


asyncio.run(report())
