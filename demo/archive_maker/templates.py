"""Texts that look alike and are not the same story: rolling figures, frames with other names,
flashes equal to the letter on different days. Each must stay a story of its own."""

import datetime as dt

from .outlets import OUTLETS

SECTORS = ("船舶", "种业", "电网设备", "半导体", "旅游", "水务", "白酒", "物流", "医疗器械", "煤炭",
           "光学光电", "游戏", "造纸", "保险", "工程机械", "稀有金属")
LISTINGS = (("云栎光电", "601731", "车载摄像头"), ("泊岸环境", "601748", "海水淡化"),
            ("禾漱种业", "601752", "玉米种子"), ("砺锋轴承", "601769", "风电轴承"),
            ("青隅软件", "601775", "港口调度软件"), ("晏河药业", "601783", "眼科用药"),
            ("石笕包装", "601796", "可降解餐盒"), ("澍原水务", "601804", "再生水"))
HARBOURS = ("Port Averill", "Tessen Island", "Elmscote", "Dunmere Lock", "Saltmarsh Quay",
            "Westerby Pier")


def weekdays(first, count):
    day, days = first, []
    while len(days) < count:
        if day.weekday() < 5:
            days.append(day)
        day += dt.timedelta(days=1)
    return days


def signed(rng, low, high):
    value = round(rng.uniform(low, high), 2)
    up = rng.random() < 0.55
    return value if up else -value


def move(value, up="涨", down="跌"):
    return f"{up if value > 0 else down}{abs(value):.2f}%"


def market_close(rng):
    """The close, every trading day: words the same, figures rolling."""
    level, growth = 3218.45, 1890.12
    for day in weekdays(dt.datetime(2025, 5, 6, 15, 4), 14):
        a, b = signed(rng, 0.05, 1.6), signed(rng, 0.05, 2.4)
        level, growth = level * (1 + a / 100), growth * (1 + b / 100)
        up, down = rng.sample(SECTORS, 3), rng.sample(SECTORS, 2)
        text = (f"{day.month}月{day.day}日，云渡综指收盘报{level:.2f}点，{move(a)}；宁浔成长指数报"
                f"{growth:.2f}点，{move(b)}。两市合计成交{rng.randint(7200, 13900)}亿元，"
                f"{rng.randint(1100, 3900)}只个股上涨，{rng.randint(900, 3600)}只个股下跌，"
                f"{rng.randint(12, 96)}只个股涨停。盘面上，{'、'.join(up)}板块涨幅居前，"
                f"{'、'.join(down)}板块跌幅居前，大单资金净流{'入' if a > 0 else '出'}"
                f"{rng.uniform(3, 98):.1f}亿元。")
        yield f"t-close-{day:%m%d}", f"收评：云渡综指{move(a)}", text, day


def exchange_rate(rng):
    rate = 7.1402
    for day in weekdays(dt.datetime(2025, 5, 6, 9, 16), 12):
        points = rng.choice((-1, 1)) * rng.randint(3, 96)
        rate += points / 10000
        text = (f"货币署授权公布，{day.month}月{day.day}日云渡银行间外汇市场元中间价为：1托雷尼亚"
                f"塔勒对元{rate:.4f}，{'调贬' if points > 0 else '调升'}{abs(points)}个基点。")
        yield f"t-rate-{day:%m%d}", f"元中间价报{rate:.4f}", text, day


def listings(rng):
    for i, (company, code, product) in enumerate(LISTINGS):
        day = dt.datetime(2025, 5, 7, 9, 31) + dt.timedelta(days=(i * 3) // 5 * 2 + i % 2)
        price = rng.uniform(8, 60)
        first = price * rng.uniform(1.1, 3.2)
        text = (f"{company}（{code}）{day.month}月{day.day}日在云渡交易所主板上市，发行价为每股"
                f"{price:.2f}元，开盘报{first:.2f}元，较发行价上涨{(first / price - 1) * 100:.2f}%。"
                f"公司主营{product}，此次公开发行{rng.randint(1800, 9600)}万股，募集资金"
                f"{rng.uniform(3, 38):.2f}亿元，发行市盈率为{rng.uniform(14, 46):.2f}倍。")
        yield f"t-list-{code}", f"{company}今日登陆主板", text, day


def fuel_price(rng):
    for i in range(5):
        day = dt.datetime(2025, 4, 3, 17, 0) + dt.timedelta(days=14 * i)
        petrol, up = rng.randint(3, 24) * 10, rng.random() < 0.5
        word = "上调" if up else "下调"
        text = (f"能源总署发布消息，自{day.month}月{day.day}日24时起，国内汽油、柴油标准品价格每吨分别"
                f"{word}{petrol}元和{petrol - 5}元。折合零售价，92号汽油每升{word}"
                f"{petrol / 1250:.2f}元，加满一箱50升的油将{'多' if up else '少'}花"
                f"{petrol / 25:.1f}元。下一次调价窗口为{(day + dt.timedelta(days=14)).month}月"
                f"{(day + dt.timedelta(days=14)).day}日24时。")
        yield f"t-fuel-{day:%m%d}", f"成品油价格{word}", text, day


def tides(rng):
    for i, harbour in enumerate(HARBOURS):
        day = dt.datetime(2025, 4, 14, 5, 30) + dt.timedelta(days=i // 2)
        text = (f"High water at {harbour} is due at {rng.randint(1, 11)}:{rng.randint(10, 59)} a.m. "
                f"with a height of {rng.uniform(3, 6):.2f} metres, and low water at "
                f"{rng.randint(1, 11)}:{rng.randint(10, 59)} p.m. Winds of {rng.randint(8, 24)} "
                f"knots are forecast for the day, with waves of up to {rng.uniform(0.4, 2.9):.1f} "
                f"metres outside the breakwater. Small craft should keep channel "
                f"{rng.randint(6, 16)} open.")
        yield f"t-tide-{i}", f"Tides and weather for {harbour}", text, day


SAME_WORDS = (
    ("t-nothing", "货币署今日不开展公开市场操作", "货币署公告，今日不开展公开市场操作。",
     ("2025-05-07T09:20", "2025-05-09T09:20", "2025-05-14T09:21", "2025-05-20T09:20",
      "2025-05-27T09:22")),
    ("t-open", "云渡综指平开", "云渡综指开盘基本持平，宁浔成长指数小幅高开。",
     ("2025-05-08T09:25", "2025-05-13T09:25", "2025-05-16T09:25", "2025-05-23T09:25")),
    ("t-signal", "No change at Corvane", "The Bank of Corvane left its key rate unchanged.",
     ("2025-02-13T12:00", "2025-06-12T12:00")),
)


def same_words():
    for name, title, text, days in SAME_WORDS:
        for day in days:
            when = dt.datetime.fromisoformat(day)
            yield f"{name}-{when:%m%d}", title, text, when


def all_templates(rng):
    """(outlet, story, title, text, time) of each text that stands alone."""
    flash, wire = OUTLETS["qingfeng-flash"], OUTLETS["tallow-street-wire"]
    for series in (market_close, exchange_rate, listings, fuel_price, tides):
        for name, title, text, when in series(rng):
            yield (wire if series is tides else flash), name, title, text, when
    for name, title, text, when in same_words():
        yield (wire if name.startswith("t-signal") else flash), name, title, text, when
