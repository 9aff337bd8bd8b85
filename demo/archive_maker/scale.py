"""An archive of any size for measuring: JSON Lines of made-up words, with reposts in between.

The words are two- and three-character pieces of the base stories in random order, so unrelated
texts share words as real ones do but no longer runs, and figures are new in each."""

import datetime as dt
import json
import random
import re

FRAME = "{day}，{code}板块指数收盘报{a}点，涨{b}%，成交{c}亿元，{d}只个股上涨，{e}只个股下跌。"


class Words:
    def __init__(self, stories, rng):
        text = "".join("".join(s.paragraphs) for s in stories if s.language == "zh")
        runs = re.findall(r"[\u4e00-\u9fff]{2,}", text.replace("{day}", "").replace("{dayp}", ""))
        self.pieces = [run[i:i + n] for run in runs for n in (2, 3)
                       for i in range(0, len(run) - n + 1, n)]
        self.rng = rng

    def clause(self):
        words = self.rng.choices(self.pieces, k=self.rng.randint(3, 8))
        if self.rng.random() < 0.3:
            words.insert(1, f"{self.rng.uniform(1, 900):.1f}{self.rng.choice('万亿%吨元')}")
        return "".join(words)

    def paragraph(self):
        return "，".join(self.clause() for _ in range(self.rng.randint(3, 9))) + "。"


def edited(body, rng):
    choice = rng.random()
    if choice < 0.35 or len(body) < 2:
        return body
    if choice < 0.6:
        return body[:max(1, len(body) * 2 // 3)]
    if choice < 0.8:
        return ["来源：" + rng.choice(("澄江财经时报", "砚湖证券网"))] + body
    return body + ["责任编辑：陆遥"]


def records(stories, count, seed):
    rng = random.Random(f"{seed}/scale")
    words = Words(stories, rng)
    recent = []
    when = dt.datetime(2025, 1, 2, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    for number in range(count):
        when += dt.timedelta(seconds=rng.randint(5, 60))
        kind = rng.random()
        if kind < 0.35 and recent:
            title, body = rng.choice(recent)
            body = edited(body, rng)
        elif kind < 0.42:
            title = "收评"
            body = [FRAME.format(day=f"{when:%H时%M分}", code=words.clause()[:4],
                                 a=f"{rng.uniform(900, 4000):.2f}", b=f"{rng.uniform(0, 5):.2f}",
                                 c=rng.randint(10, 9000), d=rng.randint(1, 500),
                                 e=rng.randint(1, 500))]
        else:
            # Two thirds flashes of one paragraph, one third articles, as newswires have it.
            paragraphs = 1 if rng.random() < 0.66 else rng.randint(3, 9)
            title, body = words.clause(), [words.paragraph() for _ in range(paragraphs)]
            recent = (recent + [(title, body)])[-400:]
        outlet = f"样本通讯{rng.randint(1, 12)}"
        yield json.dumps({
            "id": f"scale-{number:08d}", "url": f"https://scale.example/{seed}/{number}.html",
            "outlet": outlet, "title": title, "published": when.isoformat(),
            "html": "".join(f"<p>{p}</p>" for p in body), "lang": "zh"}, ensure_ascii=False)
