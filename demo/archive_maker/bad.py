"""Inputs that cannot be taken as they are; tests/integration/cli_test.py says what each must give."""

import shutil

TEXT = ("青桁地产公告，公司董事会已经同意出售位于雾川市的一处商场，交易价格为6.4亿元，"
        "所得资金用于偿还到期债务，预计对全年净利润没有重大影响。")


def write_bad(folder):
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    good_head = "---\nlayout: post\ntitle: \"{}\"\ndate: {}\n---\n"
    date = "2025-05-20 10:00:00 +0800"

    def post(name, data):
        (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())

    post("2025-05-20-good.md", good_head.format("青桁地产出售商场", date) + f"<p>{TEXT}</p>\n")
    post("no-front-matter.md", f"<p>{TEXT}这一篇没有文件头。</p>\n")
    post("front-matter-never-ends.md", f"---\ntitle: 没有结束的文件头\n<p>{TEXT}</p>\n")
    post("broken-yaml.md",
         f"---\ntitle: 括号没有合上\ndate: {date}\ncategories: [金融, 公司\n---\n<p>{TEXT}</p>\n")
    post("unclosed-quote.md", f"---\ntitle: \"引号没有合上\ndate: {date}\n---\n<p>{TEXT}</p>\n")
    post("empty-body.md", good_head.format("只有文件头", date))
    post("2025-05-21-broken-date.md",
         good_head.format("日期写坏了", "the day after tomorrow") +
         "<p>宁浔市气象部门发布提示，未来一周多雷阵雨，城区排水泵站已经全部开启，"
         "地下车库的业主应提前检查挡水板，有积水风险的三处下穿通道将安排专人值守。</p>\n")
    post("unknown-bytes.md",
         good_head.format("有几个字节读不出来", date).encode() +
         "<p>沙屿港务集团通报，一艘散货船在锚地走锚，".encode() + b"\xff\xfe\xc0\x80" +
         "拖轮两小时后将其控制，航道没有中断，船上二十一名船员平安，事故原因有待调查。</p>\n".encode())
    post("binary.md", bytes(range(256)) * 16)
    post("empty.md", b"")
    lines = [
        '{"id": "bad-good", "title": "麦垄食品扩产", "published": "2025-05-20T10:00:00+08:00", '
        '"text": "麦垄食品计划在槐安省扩建一座面粉厂，新增日处理小麦1800吨的能力，总投资4.7亿元，'
        '预计明年10月投产，公司将从当地农户订单收购小麦。"}',
        '["this", "is", "not", "an", "object"]',
        '{"id": "bad-cut", "title": "cut off in the mid',
        '{"id": "bad-title", "title": {"zh": "错"}, "text": "标题应当是字符串。"}',
        '{"id": "bad-empty", "title": "没有正文"}',
        '42',
        '',
        '{"id": 77, "title": "编号是数字也可以", "published": "2025-05-20T11:00:00+08:00", '
        '"text": "白榆物流表示，公司在云渡新设的分拣中心已经试运行，每小时可以处理包裹4.6万件，'
        '比旧场地提高七成，夜班人手由210人减少到140人。"}',
    ]
    (folder / "records.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "notes.txt").write_text("Not a post: left out.\n", encoding="utf-8")
