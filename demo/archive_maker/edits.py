"""What outlets do to each other's texts. Each edit takes a story and gives headline, paragraphs."""

import re

LEADS_ZH = (
    "围绕{topic}，此前市场上已经有过不少传闻，{day}终于等来了正式的说法，本报梳理了其中的要点。",
    "{topic}有了最新进展。记者从多个渠道核实了相关内容，具体情况如下。",
    "这几天不少读者来信询问{topic}的详情，编辑部把目前能够确认的信息整理在下面。",
    "酝酿已久的{topic}{day}揭开面纱，影响究竟有多大？先看几个关键的数字。",
    "说起{topic}，业内人士并不陌生，不过这一回的细节还是超出了一些人的意料。",
    "{day}，有关{topic}的消息登上多家媒体的头条，我们为您还原前因后果。",
)
LEADS_EN = (
    "Here is what we know so far about {topic}, a story that has kept our readers busy since {day}.",
    "New details have emerged about {topic}, and some of them will surprise even close observers.",
    "Few people expected {topic} to make the front pages this week. The facts, in short, are these.",
)


def headline(story, rng):
    return rng.choice(story.alternatives) if story.alternatives else story.title


def copy(story, rng):
    return story.title, story.body()


def new_headline(story, rng):
    return headline(story, rng), story.body()


def new_lead(story, rng):
    bank = LEADS_EN if story.language == "en" else LEADS_ZH
    lead = rng.choice(bank).format(topic=story.topic, day=story.day())
    return headline(story, rng), [lead] + story.body()[1:]


def cut_tail(story, rng):
    body = story.body()
    keep = max(2, round(len(body) * rng.choice((0.6, 0.7, 0.75))))
    return story.title, body[:keep]


def cut_to_30(story, rng):
    """The beginning, about 30 % of it, ending with a whole clause."""
    budget = int(0.3 * sum(len(p) for p in story.body()))
    kept = []
    for paragraph in story.body():
        if budget <= 0:
            break
        if len(paragraph) > budget:
            ends = [m.end() for m in re.finditer(r"[。，；]|[.,;] ", paragraph[:budget + 12])]
            paragraph = paragraph[:ends[-1] if ends else len(paragraph)].rstrip("，；,; 。.")
            kept.append(paragraph + ("..." if story.language == "en" else "……"))
            break
        kept.append(paragraph)
        budget -= len(paragraph)
    return story.title, kept


def excerpt(story, rng):
    """Paragraphs out of the middle, about half of the text."""
    body = story.body()
    first = rng.choice((1, 2))
    return headline(story, rng), body[first:first + max(2, len(body) // 2)]


def expanded(story, rng):
    return headline(story, rng), story.body() + story.more()


def editors_line(story, rng):
    """The text as it is; the outlet's responsible editor is added by the post (see posts.py)."""
    return copy(story, rng)


EDITS = {
    "copy": copy,
    "headline": new_headline,
    "lead": new_lead,
    "cut-tail": cut_tail,
    "cut-30": cut_to_30,
    "excerpt": excerpt,
    "expanded": expanded,
    "editor": editors_line,
    "source": copy,
    "dateline": copy,
    "chrome": copy,
}
