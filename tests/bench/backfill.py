#!/usr/bin/env python3
"""Measures `storyfold backfill`: time, memory and disk, against what the input itself costs.

Every round folds INPUT into a fresh store as a process of its own, and reads the same lines with
Python's json.loads in another; the rounds alternate, and medians are printed. Then the store is
compacted and its size compared with `zstd -3` of the input's lines.

  tests/bench/backfill.py                     ../shared/corpus/fold/articles.jsonl.gz if it is there,
                                              else 70,000 generated records
  tests/bench/backfill.py --rounds 5 --check my.jsonl.gz
"""

import argparse
import gzip
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared/corpus/fold/articles.jsonl.gz"
# What issue 2 asks for.
MAX_WALL_RATIO = 25
MAX_MEMORY = 1 << 30
MAX_DISK_RATIO = 2
# In a process of its own: our own memory would otherwise count as the next child's peak, because
# Linux keeps the larger of the two over exec().
JSON_LOADS = """
import gzip, json, sys, time
path = sys.argv[1]
lines = (gzip.open if path.endswith(".gz") else open)(path, "rb").read().splitlines()
wall, cpu = time.perf_counter(), time.process_time()
for line in lines:
    json.loads(line)
print(len(lines), time.perf_counter() - wall, time.process_time() - cpu)
"""


def fail(message):
    print(f"backfill.py: {message}", file=sys.stderr)
    sys.exit(1)


def json_loads(source):
    done = subprocess.run([sys.executable, "-c", JSON_LOADS, source], stdout=subprocess.PIPE,
                          check=True)
    records, wall, cpu = done.stdout.split()
    return {"records": int(records), "wall": float(wall), "cpu": float(cpu)}


def backfill(binary, source, store, *more):
    """One whole process; its wall and CPU seconds and peak resident bytes."""
    begin = time.perf_counter()
    process = subprocess.Popen([binary, "backfill", source, "--store", store, "--quiet", *more],
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):  # 1: some records were rejected
        fail(f"storyfold backfill ended with {process.returncode}")
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime,
            "memory": usage.ru_maxrss * 1024}


def disk_bytes(folder):
    return sum(p.stat().st_size for p in pathlib.Path(folder).rglob("*") if p.is_file())


def zstd_bytes(source):
    opened = gzip.open(source, "rb") if str(source).endswith(".gz") else open(source, "rb")
    with opened, tempfile.TemporaryFile() as packed:
        process = subprocess.Popen(["zstd", "-3", "-q", "-c"], stdin=subprocess.PIPE, stdout=packed)
        shutil.copyfileobj(opened, process.stdin, 1 << 20)
        process.stdin.close()
        if process.wait() != 0:
            fail("zstd failed")
        return packed.seek(0, os.SEEK_END)


def stats(binary, store):
    done = subprocess.run([binary, "stats", "--json", "--store", store], stdout=subprocess.PIPE,
                          check=True)
    return json.loads(done.stdout)


def medians(runs):
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def measure(args, source, folder):
    loads, folds = [], []
    for number in range(args.rounds):
        loads.append(json_loads(source))
        store = folder / f"store-{number}"
        folds.append(backfill(args.binary, source, store))
        print(f"round {number + 1} of {args.rounds}: backfill {folds[-1]['wall']:.2f} s, json.loads "
              f"{loads[-1]['wall']:.2f} s", file=sys.stderr)
        if number + 1 < args.rounds:
            shutil.rmtree(store)
    before, raw_disk = stats(args.binary, store), disk_bytes(store)
    backfill(args.binary, source, store, "--compact")
    after = stats(args.binary, store)
    if after["sightings"] != before["sightings"]:
        fail("the second backfill of the same input added sightings")
    load, fold = medians(loads), medians(folds)
    packed = zstd_bytes(source)
    disk = disk_bytes(store)
    return {
        "input": str(source), "machine": machine(), "rounds": args.rounds,
        "records": load["records"], "sightings": after["sightings"], "items": after["items"],
        "stories": after["stories"], "json_loads_seconds": load["wall"],
        "wall_seconds": fold["wall"], "cpu_seconds": fold["cpu"],
        "records_per_second": load["records"] / fold["wall"],
        "wall_ratio": fold["wall"] / load["wall"], "cpu_ratio": fold["cpu"] / load["cpu"],
        "peak_memory_bytes": max(run["memory"] for run in folds),
        "disk_bytes_uncompacted": raw_disk, "disk_bytes": disk, "zstd3_bytes": packed,
        "disk_ratio": disk / packed,
    }


def machine():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8")
                  if line.startswith("model name")), platform.machine())
    return f"{model}, {len(os.sched_getaffinity(0))} CPUs, Linux {platform.release()}"


def table(result):
    mib = 1 << 20
    rows = (
        ("records", f"{result['records']:,}"),
        ("items, stories", f"{result['items']:,} items, {result['stories']:,} stories"),
        ("json.loads of the same lines", f"{result['json_loads_seconds']:.3f} s"),
        ("backfill, wall", f"{result['wall_seconds']:.2f} s = {result['wall_ratio']:.1f} times "
                           f"json.loads (at most {MAX_WALL_RATIO})"),
        ("backfill, CPU", f"{result['cpu_seconds']:.2f} s = {result['cpu_ratio']:.1f} times"),
        ("records a second", f"{result['records_per_second']:,.0f}"),
        ("peak memory", f"{result['peak_memory_bytes'] / mib:.0f} MiB (at most "
                        f"{MAX_MEMORY // mib})"),
        ("store, not compacted", f"{result['disk_bytes_uncompacted'] / mib:.1f} MiB"),
        ("store, compacted", f"{result['disk_bytes'] / mib:.1f} MiB = {result['disk_ratio']:.2f} "
                             f"times zstd -3 ({result['zstd3_bytes'] / mib:.1f} MiB; at most "
                             f"{MAX_DISK_RATIO})"),
    )
    lines = [f"{result['input']}, median of {result['rounds']}", result["machine"], ""]
    return "\n".join(lines + [f"  {name:<30}{value}" for name, value in rows])


def exceeded(result):
    return [what for what, bad in (
        (f"wall time over {MAX_WALL_RATIO} times json.loads", result["wall_ratio"] > MAX_WALL_RATIO),
        ("peak memory over 1 GiB", result["peak_memory_bytes"] > MAX_MEMORY),
        (f"store over {MAX_DISK_RATIO} times zstd -3", result["disk_ratio"] > MAX_DISK_RATIO),
    ) if bad]


def input_of(args, folder):
    if args.input:
        return args.input
    if CORPUS.is_file():
        return CORPUS
    source = folder / "generated.jsonl"
    print(f"{CORPUS} is not there: generating 70,000 records", file=sys.stderr)
    subprocess.run([sys.executable, ROOT / "demo/make-archive.py", "--scale", "70000", "--out",
                    source], check=True)
    return source


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input", nargs="?", type=pathlib.Path, help="JSON Lines, plain or .gz")
    parser.add_argument("--binary", type=pathlib.Path, default=ROOT / "build/release/app/storyfold")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--check", action="store_true", help="exit 1 when a limit is exceeded")
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "build",
                        help="where the stores go while measuring (default: build/)")
    args = parser.parse_args()
    if args.rounds < 1:
        parser.error("--rounds: at least 1")
    if not args.binary.is_file():
        fail(f"{args.binary} is not built (cmake --preset release; cmake --build --preset release)")
    if not shutil.which("zstd"):
        fail("zstd is not installed (apt-get install zstd)")
    args.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=args.folder) as folder:
        result = measure(args, input_of(args, pathlib.Path(folder)), pathlib.Path(folder))
    print(json.dumps(result) if args.json else table(result))
    wrong = exceeded(result)
    for what in wrong:
        print(f"backfill.py: {what}", file=sys.stderr)
    return 1 if args.check and wrong else 0


if __name__ == "__main__":
    sys.exit(main())
