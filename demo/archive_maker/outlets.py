"""The invented outlets: what their archives look like, and who they are to the others."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Outlet:
    key: str  # folder or file name, and first label of the host
    name: str
    layout: str  # "jekyll", "hexo" or "jsonl"
    language: str = "zh"
    markdown: bool = False
    charset: str = "utf-8"
    traditional: bool = False
    channel: str = ""
    editors: tuple = ()
    chrome: str = ""  # which page furniture its posts carry: see posts.py

    @property
    def host(self):
        return f"www.{self.key}.example"


OUTLETS = {
    o.key: o
    for o in (
        Outlet("chengjiang-times", "澄江财经时报", "jekyll", channel="要闻",
               editors=("陆遥", "边知野")),
        Outlet("yanhu-securities", "砚湖证券网", "hexo", channel="资讯",
               editors=("温故", "宋疏影"), chrome="qr"),
        Outlet("beiling-agency", "北岭新闻社", "jsonl"),
        Outlet("nanqiao-business", "南桥商讯", "hexo", markdown=True, channel="公司",
               editors=("池小渔",), chrome="promo"),
        Outlet("wuan-evening", "梧岸晚报", "jekyll", charset="gb18030", channel="财经版",
               editors=("蒲公权", "庄默")),
        Outlet("lujia-daily", "鷺岬日報", "hexo", traditional=True, channel="財經",
               editors=("葉知秋",), chrome="share"),
        Outlet("qingfeng-flash", "青枫快讯", "jsonl"),
        Outlet("shiye-reader", "拾页集", "jsonl"),
        Outlet("marrow-bay-gazette", "Marrow Bay Gazette", "jekyll", language="en", markdown=True,
               channel="region", editors=("Nell Averly",)),
        Outlet("tallow-street-wire", "Tallow Street Wire", "jsonl", language="en"),
        Outlet("corvane-post", "Corvane Post", "hexo", language="en", channel="Region",
               editors=("Piers Lorrimer",), chrome="subscribe"),
        Outlet("tomisaki-keizai", "灯崎経済通信", "jekyll", language="ja", markdown=True,
               channel="経済", editors=("早瀬つぐみ",)),
        Outlet("shiomi-news", "潮見ニュース", "jsonl", language="ja"),
    )
}
