"""Puts the records on disk: a folder an outlet for posts, one file an outlet for JSON Lines."""

import gzip
import json
import shutil
import subprocess

from .posts import hexo, jekyll, json_line

COMPRESSED = ("qingfeng-flash", "tallow-street-wire")
SEPARATOR = "\n\u241e\n"  # stands in no text


class MissingOpencc(Exception):
    pass


def to_traditional(texts):
    """All texts in one call of opencc: Taiwan's characters, no exchange of words."""
    if not shutil.which("opencc"):
        raise MissingOpencc("opencc is not installed (apt-get install opencc); it writes the "
                            "texts of the traditional Chinese outlet")
    done = subprocess.run(["opencc", "-c", "s2tw.json"], input=SEPARATOR.join(texts).encode(),
                          stdout=subprocess.PIPE, check=True)
    result = done.stdout.decode().split(SEPARATOR)
    assert len(result) == len(texts)
    return result


def convert_traditional(records):
    texts = [t for r in records for t in (r.title, r.original_title, r.origin, *r.paragraphs)]
    converted = iter(to_traditional(texts) if texts else [])
    for record in records:
        record.title = next(converted)
        record.original_title = next(converted)
        record.origin = next(converted)
        record.paragraphs = [next(converted) for _ in record.paragraphs]


def write_posts(outlet, records, folder):
    folder.mkdir(parents=True)
    for record in records:
        text = jekyll(record) if outlet.layout == "jekyll" else hexo(record)
        (folder / f"{record.rid}.md").write_bytes(text.encode(outlet.charset))
    return [f"{outlet.key}/{r.rid}.md" for r in records]


def write_json_lines(outlet, records, repeats, folder):
    ordered = sorted(records, key=lambda r: r.published) + repeats
    data = "".join(json_line(r) + "\n" for r in ordered).encode()
    name = f"{outlet.key}.jsonl"
    if outlet.key in COMPRESSED:
        name += ".gz"
        data = gzip.compress(data, compresslevel=9, mtime=0)
    (folder / name).write_bytes(data)
    return ordered, name


def truth_line(file, record, kind):
    return json.dumps({"file": file, "id": record.rid, "outlet": record.outlet.name,
                       "story": record.story, "kind": kind}, ensure_ascii=False)


def write_archive(archive, root):
    folder = root / "archive"
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    convert_traditional([r for r in archive.records if r.outlet.traditional])
    repeats = archive.repeat_some()
    truth = []
    for key in sorted(archive.count):
        records = [r for r in archive.records if r.outlet.key == key]
        outlet = records[0].outlet
        if outlet.layout == "jsonl":
            mine = [r for r in repeats if r.outlet.key == key]
            ordered, name = write_json_lines(outlet, records, mine, folder)
            truth += [truth_line(name, r, r.kind if i < len(records) else "repeat")
                      for i, r in enumerate(ordered)]
        else:
            files = write_posts(outlet, records, folder / key)
            truth += [truth_line(f, r, r.kind) for f, r in zip(files, records)]
    (root / "truth.jsonl").write_text("\n".join(truth) + "\n", encoding="utf-8")
