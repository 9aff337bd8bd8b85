"""Writes records the way the outlets' archives hold them: Jekyll and Hexo posts, JSON Lines."""

import datetime as dt
import email.utils
import html
import json
from dataclasses import dataclass, field

from .outlets import Outlet

QR = """<!-- 文末推荐 开始 -->
<style>
.scan-box&#123;border:1px solid #ddd;padding:6px;&#125;
.scan-box img&#123;width:80px;float:left;&#125;
.scan-text&#123;font-size:18px;line-height:80px;color:#444;&#125;
</style>
<div class="clearfix scan-box">
    <img src="https://img.yanhu-securities.example/qr/app.png" referrerpolicy="no-referrer">
    <div class="scan-text">扫描二维码下载砚湖证券APP，行情早知道</div>
</div>
<!-- 文末推荐 结束 -->"""
PROMO = """**关注“南桥商讯”微信公众号，获取更多商业资讯。**

<!-- ad-slot: article-bottom -->"""
SHARE = """<!-- share -->
<div class="share-bar"><a href="https://www.lujia-daily.example/share/fb">分享到臉書</a> <a href="https://www.lujia-daily.example/share/line">分享到LINE</a></div>
<p class="copyright">版權聲明：本報內容未經授權不得轉載</p>"""
SUBSCRIBE = """<!-- newsletter -->
<style>.news-box{background:#eee}</style>
<div class="newsletter news-box"><p>Sign up for our newsletter</p></div>
<p class="copyright">© 2025 Corvane Post. All rights reserved.</p>"""
CHROME = {"qr": QR, "promo": PROMO, "share": SHARE, "subscribe": SUBSCRIBE, "": ""}


@dataclass
class Record:
    outlet: Outlet
    rid: str
    title: str
    paragraphs: list
    published: dt.datetime  # local time of the outlet, without zone
    story: str
    kind: str
    url: str = ""
    reporter: str = ""
    origin: str = ""  # name of the outlet it says it took the text from
    original_title: str = ""
    editor: str = ""
    chrome: bool = False
    language: str = "zh"
    as_text: bool = False  # JSON Lines: "text" instead of "html"
    edits: list = field(default_factory=list)


ZONES = {"zh": 8, "ja": 9, "en": 0}


def zone(record):
    return dt.timezone(dt.timedelta(hours=ZONES[record.outlet.language]))


# The labels of the traditional Chinese outlet; its texts themselves are turned by opencc.
TRADITIONAL = {"文章来源": "文章來源", "责任编辑": "責任編輯", "原标题": "原標題"}


def label(record, text):
    return TRADITIONAL[text] if record.outlet.traditional else text


def source_note(record):
    if not record.origin:
        return ""
    if record.language == "en":
        return f"(Source: {record.origin})"
    if record.language == "ja":
        return f"（出典：{record.origin}）"
    return f"（{label(record, '文章来源')}：{record.origin}）"


def editor_note(record):
    if not record.editor:
        return ""
    if record.language == "en":
        return f"Editor: {record.editor}"
    return f"{label(record, '责任编辑')}：{record.editor}"


def original_title_note(record):
    if not record.original_title:
        return ""
    return f"{label(record, '原标题')}：{record.original_title}"


def indent(record, paragraph):
    # Chinese outlets indent by two wide spaces inside the text.
    return f"　　{paragraph}" if record.language == "zh" else paragraph


def jekyll(record):
    date = record.published.replace(tzinfo=zone(record)).strftime("%Y-%m-%d %H:%M:%S %z")
    head = ["---", "layout: post", f'title: "{record.title}"', f"date: {date}",
            f"author: {record.outlet.name}", f"categories: {record.outlet.key}",
            f"tags: {'' if record.language == 'en' else record.outlet.name}"
            f"{record.outlet.channel}", "---"]
    if record.outlet.markdown:
        lines = []
        for paragraph in [original_title_note(record)] + record.paragraphs:
            lines += [paragraph, ""] if paragraph else []
        for note in (source_note(record), editor_note(record)):
            lines += [note, ""] if note else []
        body = "\n".join(lines)
    else:
        notes = [n for n in (original_title_note(record),) if n]
        body = "\n ".join(f"<p>{html.escape(p, quote=False)}</p>"
                          for p in notes + record.paragraphs)
        if record.origin:
            body += f'<p class="em_media">{source_note(record)}</p>'
        if record.editor:
            body += f'\n <p class="editor">（{editor_note(record)}）</p>'
        body += "\n"
    share = f"<http://{record.outlet.host}/share.html?infoCode=NW{record.rid[-10:]}>"
    back = {"en": ("Back to", "Home"), "ja": ("一覧へ戻る：", "トップページ")}.get(
        record.language, ("返回", "返回首页"))
    foot = (f"[{back[0]}{' ' if record.language == 'en' else ''}{record.outlet.name}]"
            f"(//archive.example/category/{record.outlet.key}.html)｜[{back[1]}](//archive.example/)")
    return "\n".join(head) + "\n" + body + f"\n{share}\n\n{foot}\n"


def hexo(record):
    when = record.published.replace(tzinfo=zone(record)).astimezone(dt.timezone.utc)
    image = f"https://img.{record.outlet.key}.example/cover/{record.rid[-6:]}.jpg"
    title = record.title.replace("'", "''")
    head = ["", "---", f"title: '{title}'", "categories: ",
            f" - {'Business' if record.language == 'en' else '金融'}", f" - {record.outlet.name}",
            f" - {record.outlet.channel}", f"headimg: '{image}'", f"author: {record.outlet.name}",
            "comments: false",
            f"date: {email.utils.format_datetime(when, usegmt=True)}", f"thumbnail: '{image}'",
            "---", ""]
    chrome = CHROME[record.outlet.chrome] if record.chrome else ""
    if record.outlet.markdown:
        lines = []
        for paragraph in [original_title_note(record)] + record.paragraphs + [
                source_note(record), chrome, editor_note(record)]:
            lines += [paragraph, ""] if paragraph else []
        return "\n".join(head + lines)
    lines = ["<div>   "]
    if record.original_title:
        lines.append(f'<p class="ori_title">　　{original_title_note(record)}</p>')
    lines += [f"<p>{html.escape(indent(record, p), quote=False)}</p>" for p in record.paragraphs]
    if record.origin:
        lines.append(f"<p>{html.escape(source_note(record), quote=False)}</p>")
    lines += [chrome] if chrome else []
    if record.editor:
        lines.append(f'<p class="article-editor">{editor_note(record)} </p>')
    return "\n".join(head + lines + ["  ", "</div>", "            ", ""])


def json_line(record):
    value = {"id": record.rid}
    if record.url:
        value["url"] = record.url
    value["outlet"] = record.outlet.name
    value["title"] = record.title
    value["published"] = record.published.replace(tzinfo=zone(record)).isoformat()
    notes = [n for n in (source_note(record), editor_note(record)) if n]
    if record.as_text:
        value["text"] = "\n".join(record.paragraphs + notes)
    else:
        value["html"] = "".join(f"<p>{html.escape(p, quote=False)}</p>"
                                for p in record.paragraphs + notes)
    value["lang"] = record.language
    if record.reporter:
        value["author"] = record.reporter
    return json.dumps(value, ensure_ascii=False)
