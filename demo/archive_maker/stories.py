"""Reads the hand-written base stories of ../stories/*.txt.

A story begins with "@id NAME"; "@title", "@alt" (other headlines), "@topic", "@by" and "@on"
(date) follow, then one paragraph a line. A paragraph after "+ " only stands in fuller versions.
"{day}" is the day of publication, "{dayp}" the day before, written as the language does.
"""

import datetime as dt
import pathlib
from dataclasses import dataclass, field

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass
class Story:
    name: str
    language: str
    flash: bool
    title: str = ""
    topic: str = ""
    reporter: str = ""
    alternatives: list = field(default_factory=list)
    paragraphs: list = field(default_factory=list)
    extra: list = field(default_factory=list)
    published: dt.datetime | None = None

    def day(self, back=0):
        when = self.published - dt.timedelta(days=back)
        if self.language == "en":
            return WEEKDAYS[when.weekday()]
        return f"{when.month}月{when.day}日"

    def dated(self, text):
        return text.replace("{day}", self.day()).replace("{dayp}", self.day(1))

    def body(self):
        return [self.dated(p) for p in self.paragraphs]

    def more(self):
        return [self.dated(p) for p in self.extra]

    def characters(self):
        return sum(len(p) for p in self.paragraphs)


def read_file(path):
    language = path.name.split(".")[0].split("-")[0]
    stories, story = [], None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("@"):
            key, _, value = line[1:].partition(" ")
            if key == "id":
                story = Story(value, language, flash="flash" in path.name)
                stories.append(story)
            elif key == "alt":
                story.alternatives.append(value)
            elif key == "by":
                story.reporter = value
            elif key == "on":
                story.published = dt.datetime.fromisoformat(value)
            elif key in ("title", "topic"):
                setattr(story, key, value)
            else:
                raise SystemExit(f"{path}:{number}: unknown key @{key}; "
                                 "known: id, title, alt, topic, by, on")
        elif line.startswith("+ "):
            story.extra.append(line[2:])
        else:
            story.paragraphs.append(line)
    return stories


def read_all(folder):
    stories = []
    for path in sorted(pathlib.Path(folder).glob("*.txt")):
        stories += read_file(path)
    names = [s.name for s in stories]
    doubled = {n for n in names if names.count(n) > 1}
    if doubled:
        raise SystemExit(f"{folder}: story ids used twice: {', '.join(sorted(doubled))}")
    return stories
