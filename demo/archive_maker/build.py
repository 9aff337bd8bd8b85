"""Decides which outlet carries which story, when and how, and gives all records of the archive."""

import datetime as dt
import hashlib
import random

from . import edits, templates
from .outlets import OUTLETS
from .posts import Record

ORIGINS_ZH = ("chengjiang-times", "yanhu-securities", "beiling-agency")
REPOSTERS_ZH = ("yanhu-securities", "nanqiao-business", "shiye-reader", "chengjiang-times",
                "shiye-reader")
KINDS = ("source", "cut-30", "headline", "expanded", "excerpt", "copy", "lead", "chrome",
         "cut-tail", "editor", "dateline")
# What a later version of the same URL corrects, beside its headline and one more paragraph.
CORRECTIONS = {
    "wuchuan-flood": ("造成6人遇难、2人失联", "造成9人遇难、1人失联"),
    "linya-quake": ("共有34人在避险途中受伤", "共有41人在避险途中受伤"),
    "chiyan-mine": ("79个小时", "近80个小时"),
}


class Archive:
    def __init__(self, stories, seed):
        self.stories = stories
        self.seed = seed
        self.records = []
        self.count = {}
        self.date_stories()

    def rng(self, *name):
        return random.Random(f"{self.seed}/{'/'.join(map(str, name))}")

    # --- the originals -----------------------------------------------------------------------

    def date_stories(self):
        """Chinese stories spread over May 2025, the others over April."""
        for language, first, last in (("zh", dt.date(2025, 5, 6), dt.date(2025, 5, 30)),
                                      ("en", dt.date(2025, 4, 9), dt.date(2025, 4, 25)),
                                      ("ja", dt.date(2025, 4, 15), dt.date(2025, 4, 23))):
            mine = [s for s in self.stories if s.language == language]
            self.rng("order", language).shuffle(mine)
            days = (last - first).days
            for i, story in enumerate(mine):
                if story.published:
                    continue
                day = first + dt.timedelta(days=days * i // max(1, len(mine) - 1))
                rng = self.rng("time", story.name)
                story.published = dt.datetime.combine(
                    day, dt.time(rng.randint(8, 18), rng.randint(0, 59), rng.randint(0, 59)))

    def record(self, outlet, story, kind, title, paragraphs, when, **more):
        self.count[outlet.key] = number = self.count.get(outlet.key, 0) + 1
        digest = hashlib.sha256(f"{self.seed}/{outlet.key}/{number}".encode()).hexdigest()
        if outlet.layout == "jekyll":
            rid = f"{when:%Y-%m-%d}-NW{digest[:10]}"
        elif outlet.layout == "hexo":
            rid = f"{number:03d}_{digest[:16]}"
        else:
            rid = f"{outlet.key.split('-')[0]}-{digest[:12]}"
        url = ""
        if outlet.layout == "jsonl":
            url = f"https://{outlet.host}/{when:%Y%m%d}/{digest[12:20]}.html"
        values = {"url": url, "language": outlet.language, "as_text": outlet.key == "beiling-agency"}
        values.update(more)
        made = Record(outlet, rid, title, list(paragraphs), when, story, kind, **values)
        self.records.append(made)
        return made

    def original(self, story, index):
        if story.language == "en":
            outlet = OUTLETS["marrow-bay-gazette"]
        elif story.language == "ja":
            outlet = OUTLETS["tomisaki-keizai"]
        elif story.name in CORRECTIONS:
            outlet = OUTLETS["beiling-agency"]  # its records have URLs
        elif story.flash:
            outlet = OUTLETS["qingfeng-flash" if index % 3 else "beiling-agency"]
        else:
            outlet = OUTLETS[ORIGINS_ZH[index % 3]]
        body = story.body()
        if outlet.key == "beiling-agency" and story.reporter:
            body[0] = (f"北岭新闻社云渡{story.day()}电（记者 {story.reporter}）{body[0]}")
        elif outlet.key == "yanhu-securities" and story.reporter:
            body[0] = f"砚湖证券网讯（记者 {story.reporter}）{body[0]}"
        editor = outlet.editors[0] if outlet.editors and index % 2 else ""
        made = self.record(outlet, story.name, "original", story.title, body, story.published,
                           editor=editor, reporter=story.reporter if outlet.layout == "jsonl" else "",
                           chrome=bool(outlet.chrome))
        if story.name in CORRECTIONS:
            self.revise(made, story)
        return made

    def revise(self, first, story):
        """The same page some hours later: a new headline, a figure put right, one more paragraph."""
        old, new = CORRECTIONS[story.name]
        body = [p.replace(old, new) for p in first.paragraphs] + story.more()
        if body[:len(first.paragraphs)] == first.paragraphs:
            raise SystemExit(f"{story.name}: the text to correct is not in it: {old}")
        self.record(first.outlet, story.name, "revision", story.alternatives[-1], body,
                    first.published + dt.timedelta(hours=3, minutes=20), url=first.url,
                    reporter=story.reporter, chrome=first.chrome)

    # --- what the others make of them ----------------------------------------------------------

    def repost(self, story, source, outlet, kind, step, **more):
        rng = self.rng("repost", story.name, outlet.key, kind, step)
        edit = edits.EDITS.get(kind, edits.copy)
        title, paragraphs = edit(story, rng)
        when = story.published + dt.timedelta(minutes=rng.randint(4, 55) * (step + 1),
                                              seconds=rng.randint(0, 59))
        values = {"chrome": bool(outlet.chrome)}
        if kind == "source" or rng.random() < 0.3:
            values["origin"] = source.outlet.name
        if kind in ("headline", "lead") and outlet.layout != "jsonl" and rng.random() < 0.6:
            values["original_title"] = story.title
        own_first = story.body()[0]
        if paragraphs[0] == own_first and kind != "dateline" and rng.random() < 0.5:
            paragraphs[0] = source.paragraphs[0]  # with the agency's dateline, if it has one
        if kind == "dateline":
            paragraphs[0] = self.dateline(story, source, paragraphs[0])
        if outlet.editors and (kind == "editor" or rng.random() < 0.4):
            values["editor"] = rng.choice(outlet.editors)
        values.update(more)
        return self.record(outlet, story.name, kind, title, paragraphs, when, **values)

    def dateline(self, story, source, first):
        if story.language == "en":
            return f"PORT AVERILL ({source.outlet.name}) - {first}"
        return f"据{source.outlet.name}{story.day()}报道，{first}"

    def spread(self, story, index, source):
        if story.language == "en":
            plan = [("corvane-post", KINDS[(index * 3 + k) % len(KINDS)]) for k in range(2)]
            plan += [("tallow-street-wire", KINDS[(index * 3 + 2 + k) % len(KINDS)])
                     for k in range(3)]
        elif story.language == "ja":
            plan = [("shiomi-news", kind) for kind in ("copy", "cut-tail", "source")]
        elif story.flash:
            plan = [(o, k) for o, k in zip(("nanqiao-business", "shiye-reader", "lujia-daily"),
                                          ("copy", "editor", "chrome")[index % 2:] + ("source",))]
        else:
            plan = [("lujia-daily", ("copy", "cut-tail", "headline")[index % 3]),
                    ("wuan-evening", ("source", "lead", "copy", "editor")[index % 4])]
            plan += [(o, KINDS[(index * 5 + k) % len(KINDS)]) for k, o in enumerate(REPOSTERS_ZH)]
        plan = [(o, k) for o, k in plan if o != source.outlet.key]
        for step, (key, kind) in enumerate(plan):
            outlet = OUTLETS[key]
            no_url = key == "shiye-reader" and index % 5 == 0
            self.repost(story, source, outlet, kind, step, **({"url": ""} if no_url else {}))

    def echo_template(self, index, story, title, text, when):
        """Some of the rolling texts are carried by a second outlet as they are."""
        if index % 3 == 0:
            english = text.isascii()
            outlet = OUTLETS["corvane-post" if english else "nanqiao-business"]
            self.record(outlet, story, "copy", title, [text], when + dt.timedelta(minutes=7),
                        chrome=True)

    def round_ups(self, originals):
        """Each quotes the first paragraphs of five stories; it is a story of its own."""
        chinese = sorted((r for r in originals if r.language == "zh"), key=lambda r: r.published)
        opening = "　　以下是{day}的要闻汇总，共{n}条，供读者速览。"
        for i in range(0, len(chinese) - 5, 7):
            quoted = chinese[i:i + 5]
            when = max(r.published for r in quoted) + dt.timedelta(hours=14)
            day = f"{when.month}月{when.day}日"
            body = [opening.strip("　").format(day=day, n=len(quoted))]
            for number, record in enumerate(quoted, 1):
                body += [f"{number}. {record.title}", record.paragraphs[0]]
            for key, delay in (("nanqiao-business", 0), ("shiye-reader", 25))[:1 + i // 7 % 2]:
                self.record(OUTLETS[key], f"roundup-{i // 7 + 1}", "original" if not delay else "copy",
                            f"{day}要闻汇总：{quoted[0].title}等", body,
                            when + dt.timedelta(minutes=delay), chrome=True)

    def repeat_some(self):
        """The aggregator's export holds a few records twice, equal to the byte."""
        mine = [r for r in self.records if r.outlet.key == "shiye-reader"]
        return mine[5::17]


def build(stories, seed):
    archive = Archive(stories, seed)
    originals = []
    for index, story in enumerate(archive.stories):
        source = archive.original(story, index)
        originals.append(source)
        archive.spread(story, index, source)
    rng = archive.rng("templates")
    for index, (outlet, name, title, text, when) in enumerate(templates.all_templates(rng)):
        archive.record(outlet, name, "original", title, [text], when)
        archive.echo_template(index, name, title, text, when)
    archive.round_ups(originals)
    return archive
