#!/usr/bin/env python3
"""Makes demo/archive, demo/bad and demo/truth.jsonl, or an archive of any size for measuring.

  demo/make-archive.py                      writes the committed archive again (same seed, same bytes)
  demo/make-archive.py --check              only says whether the committed archive is what it makes
  demo/make-archive.py --scale 70000 --out big.jsonl

Everything in it is invented. Needs `opencc` for the traditional Chinese outlet, except for --scale.
"""

import argparse
import filecmp
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.dont_write_bytecode = True

from archive_maker import bad, build, scale, stories, write  # noqa: E402


def make(folder, seed):
    archive = build.build(stories.read_all(HERE / "stories"), seed)
    write.write_archive(archive, folder)
    bad.write_bad(folder / "bad")
    return archive


def differences(made, committed):
    """Paths that are not the same in both folders, relative to them."""
    wrong = []
    for name in ("archive", "bad", "truth.jsonl"):
        paths = {p.relative_to(root) for root in (made, committed)
                 for p in [root / name, *(root / name).rglob("*")] if p.is_file()}
        wrong += [str(p) for p in sorted(paths)
                  if not ((made / p).is_file() and (committed / p).is_file()
                          and filecmp.cmp(made / p, committed / p, shallow=False))]
    return wrong


def check(seed):
    with tempfile.TemporaryDirectory() as folder:
        make(pathlib.Path(folder), seed)
        wrong = differences(pathlib.Path(folder), HERE)
    for path in wrong[:20]:
        print(f"demo/{path}: not what demo/make-archive.py makes", file=sys.stderr)
    print(f"{len(wrong)} files differ" if wrong else "the committed archive is up to date")
    return 1 if wrong else 0


def write_scaled(count, seed, out):
    target = sys.stdout if out is None else open(out, "w", encoding="utf-8")
    with target:
        for line in scale.records(stories.read_all(HERE / "stories"), count, seed):
            target.write(line + "\n")
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path,
                        help="folder to write to (default: demo/); with --scale the file "
                             "(default: standard output)")
    parser.add_argument("--seed", type=int, default=2025, help="default: 2025")
    parser.add_argument("--check", action="store_true", help="compare with what is committed")
    parser.add_argument("--scale", type=int, metavar="N", help="N records of JSON Lines instead")
    args = parser.parse_args()
    if args.scale is not None:
        if args.scale < 1:
            parser.error("--scale: at least 1 record")
        return write_scaled(args.scale, args.seed, args.out)
    try:
        if args.check:
            return check(args.seed)
        archive = make(args.out or HERE, args.seed)
    except write.MissingOpencc as missing:
        print(f"make-archive.py: {missing}", file=sys.stderr)
        return 77
    print(f"{len(archive.records)} records of {len(archive.count)} outlets, "
          f"{len({r.story for r in archive.records})} stories")
    return 0


if __name__ == "__main__":
    sys.exit(main())
