#include "crawler/parse/claims.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <vector>

namespace storyfold::crawler::parse {
namespace {

ClaimedBody read(const std::vector<std::string>& paragraphs, std::string_view title = "") {
  std::vector<TextBlock> blocks;
  for (const std::string& text : paragraphs) blocks.push_back({text, "", 0});
  return read_claims(blocks, title);
}

std::vector<std::string> names(const ClaimedBody& body, ClaimKind kind) {
  std::vector<std::string> list;
  for (const Claim& claim : body.claims) {
    if (claim.kind == kind) list.push_back(claim.name);
  }
  return list;
}

// What the ranges of the claims of this kind cover in the body.
std::vector<std::string> marked(const ClaimedBody& body, ClaimKind kind) {
  std::vector<std::string> list;
  for (const Claim& claim : body.claims) {
    if (claim.kind == kind && claim.body) {
      list.push_back(body.body.substr(claim.body->begin, claim.body->size()));
    }
  }
  return list;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a dateline names agency and reporters and stays in the body, marked", "[claims]") {
  const auto body = read({"海港社滨城6月1日电（记者 林一舟、陈小满）两岸通勤今天缩短一小时。"});
  CHECK(names(body, ClaimKind::kDateline) == Names{"海港社"});
  CHECK(names(body, ClaimKind::kReporter) == Names{"林一舟", "陈小满"});
  CHECK(marked(body, ClaimKind::kDateline) == Names{"海港社滨城6月1日电（记者 林一舟、陈小满）"});
  CHECK(body.body == "海港社滨城6月1日电（记者 林一舟、陈小满）两岸通勤今天缩短一小时。");
}

TEST_CASE("the range of a dateline takes its comma with it", "[claims]") {
  CHECK(marked(read({"海港社6月1日电，大桥合龙。"}), ClaimKind::kDateline) ==
        Names{"海港社6月1日电，"});
  CHECK(marked(read({"《海港日报》1日讯，大桥合龙。"}), ClaimKind::kDateline) ==
        Names{"《海港日报》1日讯，"});
  CHECK(names(read({"《海港日报》1日讯，大桥合龙。"}), ClaimKind::kDateline) == Names{"海港日报"});
}

TEST_CASE("a dateline may be followed by whom it cites", "[claims]") {
  const auto site = read({"海港网讯（记者 欧阳明月）港务局网站7月30日消息，大桥合龙。"});
  CHECK(names(site, ClaimKind::kDateline) == Names{"海港网"});
  CHECK(names(site, ClaimKind::kReporter) == Names{"欧阳明月"});
  CHECK(names(site, ClaimKind::kAccordingTo) == Names{"港务局网站"});
  CHECK(marked(site, ClaimKind::kAccordingTo) == Names{"港务局网站7月30日消息，"});

  const auto account = read({"海港网消息：据港务局官方微信公众号消息，大桥合龙。"});
  CHECK(names(account, ClaimKind::kDateline) == Names{"海港网"});
  CHECK(names(account, ClaimKind::kAccordingTo) == Names{"港务局官方微信公众号"});
  CHECK(marked(account, ClaimKind::kAccordingTo) == Names{"据港务局官方微信公众号消息，"});
}

TEST_CASE("all of a name of two outlets is the agency; a place behind it is not", "[claims]") {
  CHECK(names(read({"海港报中国海港网讯（记者 魏然）大桥合龙。"}), ClaimKind::kDateline) ==
        Names{"海港报中国海港网"});
  CHECK(names(read({"海港社伦敦6月1日电 大桥合龙。"}), ClaimKind::kDateline) == Names{"海港社"});
}

TEST_CASE("a headline in brackets is marked, and the dateline behind it found", "[claims]") {
  const auto body = read({"【海港大桥今日合龙】海港社6月1日电，两岸通车。"});
  REQUIRE(body.headline.has_value());
  CHECK(body.body.substr(body.headline->begin, body.headline->size()) == "【海港大桥今日合龙】");
  CHECK(marked(body, ClaimKind::kDateline) == Names{"海港社6月1日电，"});
}

TEST_CASE("a headline that is all there is, is the text", "[claims]") {
  CHECK_FALSE(read({"【海港大桥今日合龙】"}).headline.has_value());
  CHECK_FALSE(read({"海港大桥今日合龙"}, "海港大桥今日合龙").headline.has_value());
}

TEST_CASE("a first paragraph that repeats the title is a headline", "[claims]") {
  const auto body = read({"海港大桥今日合龙", "两岸通车。"}, "海港大桥今日合龙");
  REQUIRE(body.headline.has_value());
  CHECK(*body.headline == ByteRange{0, 24});
}

TEST_CASE("a source in brackets at the end is marked, not cut", "[claims]") {
  const auto body = read({"大桥合龙。（海港早报）"});
  CHECK(names(body, ClaimKind::kSource) == Names{"海港早报"});
  CHECK(marked(body, ClaimKind::kSource) == Names{"（海港早报）"});
  CHECK(body.body == "大桥合龙。（海港早报）");
  CHECK(names(read({"大桥合龙。(海港早报)"}), ClaimKind::kSource) == Names{"海港早报"});
  CHECK(names(read({"大桥合龙（海港社）"}), ClaimKind::kSource) == Names{"海港社"});
}

TEST_CASE("a reporter in brackets at the end gives outlet and person", "[claims]") {
  const auto body = read({"大桥合龙。（海港社记者 林一舟）"});
  CHECK(names(body, ClaimKind::kSource) == Names{"海港社"});
  CHECK(names(body, ClaimKind::kReporter) == Names{"林一舟"});
  CHECK(names(read({"大桥合龙。（王云娜）"}), ClaimKind::kReporter) == Names{"王云娜"});
}

TEST_CASE("brackets that end a sentence but name nobody are no source", "[claims]") {
  for (const char* text : {"总价五亿元。（不含税，未经审计）", "大桥合龙。（完）",
                           "车流增加一成（含引桥）", "大桥合龙。（3月5日摄）"}) {
    INFO(text);
    CHECK(names(read({text}), ClaimKind::kSource).empty());
  }
}

TEST_CASE("credits of several people and roles on one line", "[claims]") {
  const auto body =
      read({"大桥合龙。", "来源：海港早报 作者：林一舟 责任编辑：陈小满 何 田 校对：王立"});
  CHECK(body.body == "大桥合龙。");
  CHECK(names(body, ClaimKind::kSource) == Names{"海港早报"});
  CHECK(names(body, ClaimKind::kAuthor) == Names{"林一舟"});
  CHECK(names(body, ClaimKind::kEditor) == Names{"陈小满", "何田"});
}

TEST_CASE("the forms a source line is written in", "[claims]") {
  for (const char* line : {"（文章来源：海港早报）", "来源：海港早报", "来源: 海港早报",
                           "稿源：海港早报", "信息来源｜海港早报", "[来源：海港早报]",
                           "▌来源：海港早报", "来源：海港早报 2026-06-01 08:30",
                           "来源：《海港早报》", "出处：海港早报", "Source: 海港早报"}) {
    INFO(line);
    const auto body = read({"大桥合龙。", line});
    CHECK(names(body, ClaimKind::kSource) == Names{"海港早报"});
    CHECK(body.body == "大桥合龙。");
  }
}

TEST_CASE("a source line may begin with the date and name a writer by a pen name", "[claims]") {
  for (const char* date : {"2026-06-01 08:30", "2026年6月1日 08:30:11", "2026/6/1 |"}) {
    INFO(date);
    const auto body = read({date + std::string(" 来源：海港早报 作者：林一舟"), "大桥合龙。"});
    CHECK(names(body, ClaimKind::kSource) == Names{"海港早报"});
    CHECK(names(body, ClaimKind::kAuthor) == Names{"林一舟"});
    CHECK(body.body == "大桥合龙。");
  }
  const auto pen = read({"来源：海港早报 作者：爱看海的小橘灯", "大桥合龙。"});
  CHECK(names(pen, ClaimKind::kSource) == Names{"海港早报"});
  CHECK(pen.body == "大桥合龙。");
  CHECK(read({"作者： size=20 来源： size=20", "大桥合龙。"}).claims.empty());
  for (const char* line : {"作者：爱看海的小橘灯", "2026年6月1日 大桥合龙。",
                           "2026年6月1日 记者从市交通局获悉大桥封闭"}) {
    INFO(line);
    CHECK(read({line, "大桥合龙。"}).body == std::string(line) + "\n大桥合龙。");
  }
}

TEST_CASE("a switch of the font size is no part of a name and no text", "[claims]") {
  for (const char* line :
       {"信息来源：海港早报 字号：大 中 小", "来源：海港早报 【字号：大 中 小】",
        "来源：海港早报 字体大小：[大] [中] [小]", "来源：海港早报 字号 大 中 小",
        "来源：海港早报 字体：T- T+", "字号：大|中|小 来源：海港早报"}) {
    INFO(line);
    const auto body = read({"大桥合龙。", line});
    CHECK(names(body, ClaimKind::kSource) == Names{"海港早报"});
    CHECK(body.claims.size() == 1);
    CHECK(body.body == "大桥合龙。");
  }
  CHECK(read({"大桥合龙。", "字号：大 中 小"}).body == "大桥合龙。");
  CHECK(read({"大桥合龙。", "字体：大号宋体"}).body == "大桥合龙。\n字体：大号宋体");
}

TEST_CASE("an outlet's name ends where the next label begins", "[claims]") {
  for (const char* line : {"来源：海港早报 阅读：120", "来源：海港早报 分享到：微信 微博",
                           "来源：海港早报 时间 2026-06-01"}) {
    INFO(line);
    CHECK(names(read({"大桥合龙。", line}), ClaimKind::kSource) == Names{"海港早报"});
  }
  CHECK(names(read({"大桥合龙。", "来源：海港 时间周刊"}), ClaimKind::kSource) ==
        Names{"海港 时间周刊"});
}

TEST_CASE("the forms an editor line is written in", "[claims]") {
  for (const char* line :
       {"责任编辑：王蒙", "（责任编辑：王蒙）", "【责任编辑：王蒙】", "责编：王蒙", "责任编辑 王蒙",
        "（编辑 王蒙）", "编辑：王蒙", "编辑丨王蒙", "海港社编辑 王蒙"}) {
    INFO(line);
    const auto body = read({"大桥合龙。", line});
    CHECK(names(body, ClaimKind::kEditor) == Names{"王蒙"});
    CHECK(body.body == "大桥合龙。");
  }
}

TEST_CASE("a Japanese name is a name; a sentence in kana is none", "[claims]") {
  const auto body = read({"橋がつながった。", "责任编辑：早川ひかり"});
  CHECK(body.body == "橋がつながった。");
  CHECK(names(body, ClaimKind::kEditor) == Names{"早川ひかり"});
  CHECK(names(read({"橋がつながった。", "編輯：ジョン・ハーバー"}), ClaimKind::kEditor) ==
        Names{"ジョン・ハーバー"});
  const std::string sentence = "编辑：この橋はとても長いのでゆっくり歩く";
  CHECK(read({"橋がつながった。", sentence}).body == "橋がつながった。\n" + sentence);
}

TEST_CASE("an editor line whose name is lost leaves the body too", "[claims]") {
  const auto body = read({"大桥合龙。", "责任编辑："});
  CHECK(body.body == "大桥合龙。");
  CHECK(body.claims.empty());
}

TEST_CASE("sentences that only speak of sources and editors stay", "[claims]") {
  for (const char* text :
       {"公司的收入来源：主营业务、投资收益与补贴。", "记者从港务局获悉，大桥将于六月通车。",
        "编辑部的故事很长。", "该报告的数据来源广泛。", "他说，这条消息的来源是港务局。",
        "作者认为，改革应当继续。", "According to the plan, the bridge opens in June.",
        "The source of the river is here."}) {
    INFO(text);
    const auto body = read({"大桥合龙。", text, "两岸通车。"});
    CHECK(body.body == std::string("大桥合龙。\n") + text + "\n两岸通车。");
  }
}

TEST_CASE("an original title keeps its own punctuation", "[claims]") {
  const auto body = read({"原标题：港务局：进一步强化“防”的韧性 支持做好工作！", "大桥合龙。"});
  CHECK(names(body, ClaimKind::kOriginalTitle) ==
        Names{"港务局：进一步强化“防”的韧性 支持做好工作！"});
  CHECK(body.body == "大桥合龙。");
}

TEST_CASE("attribution inside a sentence is marked with its phrase only", "[claims]") {
  const auto body = read({"大桥合龙。据海港社6月1日报道，两岸通车。"});
  CHECK(names(body, ClaimKind::kAccordingTo) == Names{"海港社"});
  CHECK(marked(body, ClaimKind::kAccordingTo) == Names{"据海港社6月1日报道，"});
  CHECK(names(read({"数据显示，车流增加。据了解，两岸通车。"}), ClaimKind::kAccordingTo).empty());
}

TEST_CASE("links at the end leave the body, links alone do not", "[claims]") {
  const std::string links = "返回海港早报新闻｜返回首页";
  const ClaimedBody body = read_claims(
      {{"大桥合龙。", "", 0}, {links, "", static_cast<std::uint32_t>(links.size() - 3)}}, "");
  CHECK(body.body == "大桥合龙。");
  CHECK(read_claims({{"大桥合龙", "", 12}}, "").body == "大桥合龙");
}

TEST_CASE("promotion that is a whole sentence leaves the body, news about it stays", "[claims]") {
  for (const char* text :
       {"关注“港湾观察”微信公众号，获取更多城市资讯。", "欢迎关注港湾观察公众号。",
        "扫描下方二维码，关注我们。", "长按识别二维码关注我们。", "请下载港湾财经客户端。",
        "点击这里查看更多海港新闻。", "觉得好看，请点“在看”。", "阅读原文。",
        "报料热线：96110000。", "更多精彩，敬请期待。", "海港早报版权所有，未经授权不得转载。",
        "未经海港早报书面授权，不得转载、摘编。", "免责声明：本内容仅供参考，据此操作风险自担。",
        "本文仅代表作者观点，不代表本刊立场。", "Read more."}) {
    INFO(text);
    CHECK(read({"大桥合龙。", "两岸通车。", text}).body == "大桥合龙。\n两岸通车。");
  }
  for (const char* text :
       {"关注微信公众号诈骗的新手法。", "关注微博热搜的人越来越多。", "扫码下载后，居民就能报修。",
        "扫描二维码下载的软件藏有木马。", "下载银行APP办理业务的居民增加。", "分享经验。",
        "他请大家为社区点赞。", "更多乘客改上铁路网站购票。", "点击链接后，手机随即中毒。"}) {
    INFO(text);
    CHECK(read({"大桥合龙。", "两岸通车。", text}).body ==
          std::string("大桥合龙。\n两岸通车。\n") + text);
  }
}

TEST_CASE("the question of a vote box leaves the body, a question of the text stays", "[claims]") {
  for (const char* line :
       {"觉得有用？", "你觉得这篇文章有用吗？", "这篇文章对您有帮助吗？ 有用 没用",
        "本文是否有用？是 / 否", "您认为该信息有价值吗？", "Was this article helpful?",
        "Was this helpful? Yes / No", "Did you find this story interesting? Yes (12) No (3)"}) {
    INFO(line);
    CHECK(read({"大桥今日合龙。", line}).body == "大桥今日合龙。");
  }
  for (const char* line :
       {"有用吗？", "市民觉得有用？", "这座桥对你有帮助吗？", "这篇文章对您有帮助吗？他问记者。",
        "Was this interesting? The mayor thought so.", "Is this bridge useful?"}) {
    INFO(line);
    CHECK(read({"大桥今日合龙。", line}).body == std::string("大桥今日合龙。\n") + line);
  }
}

TEST_CASE("a list of related headlines goes with its heading", "[claims]") {
  const auto body = read({"大桥合龙。", "相关阅读：", "海港大桥昨日合龙", "海港大桥开工五年"});
  CHECK(body.body == "大桥合龙。");
  // A sentence behind such a heading is text again.
  CHECK(read({"大桥合龙。", "相关阅读：", "两岸居民今天走上了大桥。"}).body ==
        "大桥合龙。\n两岸居民今天走上了大桥。");
}

TEST_CASE("a class name of chrome takes a short line, never a sentence", "[claims]") {
  CHECK(read_claims({{"大桥合龙。", "", 0}, {"港湾财经 快人一步", "appendqr_normal_txt", 0}}, "")
            .body == "大桥合龙。");
  CHECK(read_claims({{"大桥合龙。", "share", 0}}, "").body == "大桥合龙。");
}

TEST_CASE("a flash that is a notice's words is still the flash", "[claims]") {
  const std::string text =
      "【券商客户端信息未经授权不得超范围使用】协会发布示范实践，客户信息未经授权不得超范围使用，各"
      "机构"
      "应当在年底之前完成整改并上报。";
  CHECK(read({text}).body == text);
}

TEST_CASE("English datelines, bylines and credits", "[claims]") {
  const auto body =
      read({"By Ada Quill and Tom Reyes", "HARBOR CITY, June 1 (Coastwire) - The bridge is closed.",
            "It opens in June, according to Harbor Courier.",
            "(Reporting by Ada Quill in Harbor City; Editing by Ruth Penn)",
            "© 2026 Coastwire. All rights reserved."});
  CHECK(body.body ==
        "HARBOR CITY, June 1 (Coastwire) - The bridge is closed.\n"
        "It opens in June, according to Harbor Courier.");
  CHECK(names(body, ClaimKind::kAuthor) == Names{"Ada Quill", "Tom Reyes"});
  CHECK(names(body, ClaimKind::kDateline) == Names{"Coastwire"});
  CHECK(names(body, ClaimKind::kAccordingTo) == Names{"Harbor Courier"});
  CHECK(names(body, ClaimKind::kReporter) == Names{"Ada Quill"});
  CHECK(names(body, ClaimKind::kEditor) == Names{"Ruth Penn"});
  CHECK(marked(body, ClaimKind::kDateline) == Names{"HARBOR CITY, June 1 (Coastwire) -"});
}

TEST_CASE("ranges lie on character borders inside the body, and quote it", "[claims]") {
  const auto body =
      read({"【快讯：海港大桥合龙】海港社6月1日电（记者 林一舟），据港务局网站消息，通车。",
            "大桥合龙。据海港网报道，车流增加。（海港早报）"});
  CHECK(body.claims.size() >= 5);
  for (const Claim& claim : body.claims) {
    REQUIRE(claim.body.has_value());
    REQUIRE(claim.body->end <= body.body.size());
    CHECK(body.body.substr(claim.body->begin, claim.body->size()) == claim.quote);
    CHECK((static_cast<unsigned char>(body.body[claim.body->begin]) & 0xC0) != 0x80);
    CHECK_FALSE(claim.name.empty());
  }
}

TEST_CASE("no paragraphs, no body", "[claims]") {
  CHECK(read({}).body.empty());
  CHECK(read({"来源：海港早报"}).body.empty());
}

}  // namespace storyfold::crawler::parse
