#include <catch2/catch.hpp>
#include <string>

#include "crawler/extract/page.h"

namespace storyfold::crawler::extract {
namespace {

const std::string kFirst =
    "The harbour bridge opened again on Monday after two years of repairs, the city said.";
const std::string kSecond =
    "Engineers replaced the deck, which now carries lorries of forty tonnes, and lit the towers.";
const std::string kThird =
    "Traffic on the old ferry, which had doubled since the closure, fell at once to a third.";

std::string paragraphs() {
  return "<p>" + kFirst + "</p><p>" + kSecond + "</p><p>" + kThird + "</p>";
}

const std::string kAll = kFirst + "\n" + kSecond + "\n" + kThird;

std::string page(const std::string& body) {
  return "<!doctype html><html><head><title>Bridge opens again</title></head><body>" + body +
         "</body></html>";
}

std::string body_of(const std::string& html) {
  PageInput input;
  input.bytes = html;
  return extract_page(input, config::ParseSettings{}).article.body;
}

std::string clue_of(const std::string& html) {
  PageInput input;
  input.bytes = html;
  return extract_page(input, config::ParseSettings{}).body_clue;
}

std::string links(int count) {
  std::string list = "<ul>";
  for (int i = 0; i < count; ++i) {
    list += "<li><a href='/s/" + std::to_string(i) + "'>Another headline about something</a></li>";
  }
  return list + "</ul>";
}

}  // namespace

TEST_CASE("the article is taken and the page around it is not", "[extract][body]") {
  CHECK(
      body_of(page("<header>" + links(9) + "</header><h1>Bridge opens again</h1><div id='story'>" +
                   paragraphs() + "</div><div class='side'>" + links(12) +
                   "</div><footer>Copyright 2026 The Harbour Gazette. All rights reserved."
                   "</footer>")) == kAll);
}

TEST_CASE("paragraphs that each stand in an element of their own are one article",
          "[extract][body]") {
  const auto wrapped = [](const std::string& text) {
    return "<div class='fragment'><p>" + text + "</p></div>";
  };
  CHECK(body_of(page("<main><h1>Bridge opens again</h1>" + wrapped(kFirst) +
                     "<div class='ad'>Buy a boat, it is cheap, and it floats well.</div>" +
                     wrapped(kSecond) + wrapped(kThird) + "</main>" + links(10))) == kAll);
}

TEST_CASE("spans of a source line that nothing parts are read apart and leave the body",
          "[extract][body]") {
  const std::string first =
      "滨城市政府今天上午宣布，海港大桥全线合龙，预计明年六月正式通车，市民过江不用再等轮渡。";
  const std::string second =
      "工程负责人介绍，大桥全长六公里，建设历时四年，先后有三千多名工人参与，桥面可以走重型货车。";
  const std::string info =
      "<p class='info'><span>2026-11-21 23:26</span><span>来源：北岭海港新闻社</span>"
      "<span>作者：南岸海港新闻社</span></p>";
  const std::string text = "<p>" + first + "</p><p>" + second + "</p>";
  const auto claims_are = [](const ExtractedPage& read) {
    REQUIRE(read.article.claims.size() == 2);
    CHECK(read.article.claims[0].kind == ClaimKind::kSource);
    CHECK(read.article.claims[0].name == "北岭海港新闻社");
    CHECK(read.article.claims[1].kind == ClaimKind::kAuthor);
    CHECK(read.article.claims[1].name == "南岸海港新闻社");
  };
  for (const std::string& html :
       {page("<h1>大桥合龙</h1>" + info + "<div id='artibody'>" + text + "</div>"),
        page("<h1>大桥合龙</h1><div id='artibody'>" + info + text + "</div>")}) {
    PageInput input;
    input.bytes = html;
    const ExtractedPage read = extract_page(input, config::ParseSettings{});
    CHECK(read.article.body == first + "\n" + second);
    claims_are(read);
  }
  // Spans of a sentence stay together.
  CHECK(body_of(page("<h1>大桥合龙</h1><div><p>" + first +
                     "</p><p><span>工程负责人介绍，</span>"
                     "<span>大桥全长六公里，建设历时四年。</span></p></div>")) ==
        first + "\n工程负责人介绍，大桥全长六公里，建设历时四年。");
}

TEST_CASE("a sentence at the foot of the page is not the end of the article", "[extract][body]") {
  const std::string foot =
      "<div class='wire'>Harbour Wire. For newsrooms; call the desk at any hour.</div>";
  const std::string story = "<div class='release'><h1>Bridge opens again</h1>" + paragraphs();
  CHECK(body_of(page(story + "<p>" + kFirst + " " + kSecond + "</p><p>" + kSecond + " " + kThird +
                     "</p></div>" + foot)) ==
        kAll + "\n" + kFirst + " " + kSecond + "\n" + kSecond + " " + kThird);
}

TEST_CASE("line breaks divide paragraphs", "[extract][body]") {
  CHECK(body_of(page("<h1>Bridge opens again</h1><div>" + kFirst + "<br><br>" + kSecond + "<br>" +
                     kThird + "</div>")) == kAll);
}

TEST_CASE("captions, related stories, share bars and embeds inside the article are left out",
          "[extract][body]") {
  CHECK(
      body_of(page(
          "<h1>Bridge opens again</h1><article><figure><img src='a.jpg'><figcaption>The bridge at "
          "night, seen from the old quay, in March.</figcaption></figure><p>" +
          kFirst +
          "</p><div class='related-articles'><h3>Read also</h3><p>Last year the ferry "
          "sank at its berth, and nobody was hurt.</p></div><p>" +
          kSecond +
          "</p><div class='social-share'>Share this story with your friends, wherever they "
          "are.</div><p>" +
          kThird + "</p></article>")) == kAll);
}

TEST_CASE("readers' comments are not the article, however long they are", "[extract][body]") {
  std::string comments = "<div id='comments'>";
  for (int i = 0; i < 30; ++i) {
    comments += "<div class='comment'><p>I drove over it on Tuesday, number " + std::to_string(i) +
                " in the queue, and I must say that it was worth every minute of it.</p></div>";
  }
  CHECK(body_of(page("<h1>Bridge opens again</h1><div class='post'>" + paragraphs() + "</div>" +
                     comments + "</div>")) == kAll);
}

TEST_CASE("a list of other stories with their first sentences is not the article",
          "[extract][body]") {
  std::string teasers = "<div class='grid'>";
  for (int i = 0; i < 25; ++i) {
    teasers += "<div class='card'><h3><a href='/x'>Headline number " + std::to_string(i) +
               " about the town</a></h3><p>The council met on day " + std::to_string(i) +
               ", and it decided nothing at all, as was expected by all who came.</p></div>";
  }
  CHECK(body_of(page("<h1>Bridge opens again</h1><div class='text'>" + paragraphs() + "</div>" +
                     teasers + "</div>")) == kAll);
}

TEST_CASE("class words that mislead on the element around the text are forgiven",
          "[extract][body]") {
  CHECK(body_of(page("<div class='sidebar widget'><h1>Bridge opens again</h1>" + paragraphs() +
                     paragraphs() + "</div>" + links(10))) == kAll);
}

TEST_CASE("text that is hidden until a script shows it is taken when there is no other",
          "[extract][body]") {
  CHECK(body_of(page("<h1>Bridge opens again</h1><div style='display:none'>" + paragraphs() +
                     "</div>" + links(5))) == kAll);
}

TEST_CASE("a hidden copy beside the shown text is left out", "[extract][body]") {
  CHECK(body_of(page("<h1>Bridge opens again</h1><div class='text'>" + paragraphs() +
                     "<div hidden><p>A line for printers, which nobody reads on a screen, ever."
                     "</p></div></div>")) == kAll);
}

TEST_CASE("a standfirst between headline and text belongs to the article", "[extract][body]") {
  const std::string lead =
      "Two years late and a tenth cheaper than planned, the bridge carries traffic again.";
  CHECK(body_of(page("<article><header><h1>Bridge opens again</h1><p class='lead'>" + lead +
                     "</p></header><div class='article-body'>" + paragraphs() + kThird +
                     "</div></article>"))
            .substr(0, lead.size()) == lead);
}

TEST_CASE("a table of figures stays, a row a line", "[extract][body]") {
  const std::string body = body_of(
      page("<h1>Bridge opens again</h1><div class='article-content'>" + paragraphs() +
           "<table><tr><td>Year</td><td>Cars</td></tr><tr><td>2024</td><td>1200</td></tr></table>"
           "<p>The city counts again in autumn, when the schools open and the fair begins.</p>"
           "</div>"));
  CHECK(body.find("Year Cars\n2024 1200\n") != std::string::npos);
}

TEST_CASE("headings inside the text stay, the headline above it does not", "[extract][body]") {
  const std::string body =
      body_of(page("<div class='post'><h1>Bridge opens again</h1><p>" + kFirst +
                   "</p><h2>What it "
                   "cost</h2><p>" +
                   kSecond + "</p><p>" + kThird + "</p></div>"));
  CHECK(body == kFirst + "\nWhat it cost\n" + kSecond + "\n" + kThird);
}

TEST_CASE("a date line and a byline above the text are not part of it", "[extract][body]") {
  CHECK(body_of(page("<div class='post'><h1>Bridge opens again</h1><div class='info'>2026-03-02 "
                     "08:30 Source: Harbour Gazette, by A. Reporter</div>" +
                     paragraphs() + "</div>")) == kAll);
}

TEST_CASE("a standfirst made of the first words of the text is not said twice", "[extract][body]") {
  const std::string cut = "<div class='lead'>" + kFirst.substr(0, 60) + "...</div>";
  CHECK(body_of(page("<h1>Bridge opens again</h1>" + cut + "<div>" + paragraphs() + "</div>")) ==
        kAll);
  CHECK(body_of(page("<div><h1>Bridge opens again</h1>" + cut + paragraphs() + "</div>")) == kAll);
  const std::string own = "After two years the town has its bridge back, lit and stronger.";
  CHECK(body_of(page("<h1>Bridge opens again</h1><div class='lead'>" + own + "</div><div>" +
                     paragraphs() + "</div>")) == own + "\n" + kAll);
}

TEST_CASE("Chinese text without spaces is told from chrome", "[extract][body]") {
  const std::string text =
      "港口大桥在两年的维修之后于周一上午重新向车辆开放，市政府表示新桥面能够使用三十年以上。";
  CHECK(body_of(page("<div class='nav'>首页 新闻 财经 股票 基金 视频</div><h1>港口大桥重新开放</h1>"
                     "<div id='zhengwen'><p>　　" +
                     text + "</p></div><div>版权所有 海港网 未经许可不得转载</div>")) == text);
}

TEST_CASE("short lines are the text of what names itself the body", "[extract][body]") {
  CHECK(body_of(page("<h1>Verse</h1>" + links(3) +
                     "<div class='entry-content'><p>The tide goes out</p><p>The boats lie "
                     "down</p><p>And no one counts them</p><p>In the little town</p></div>")) ==
        "The tide goes out\nThe boats lie down\nAnd no one counts them\nIn the little town");
}

TEST_CASE("JSON-LD gives the text when the page shows only its beginning", "[extract][body]") {
  const std::string data = R"(<script type="application/ld+json">{"@type":"NewsArticle",)"
                           R"("headline":"Bridge opens again","articleBody":")" +
                           kFirst + R"(\n)" + kSecond + R"(\n)" + kThird +
                           R"( And so on, for a good while."}</script>)";
  const std::string html =
      page(data + "<h1>Bridge opens again</h1><div class='teaser'><p>" + kFirst + "</p></div>");
  CHECK(body_of(html).find(kSecond) != std::string::npos);
  CHECK(clue_of(html) == "json-ld");
}

TEST_CASE("JSON-LD is passed over when the page shows more", "[extract][body]") {
  const std::string data = R"(<script type="application/ld+json">{"@type":"NewsArticle",)"
                           R"("articleBody":")" +
                           kFirst + R"("}</script>)";
  CHECK(body_of(page(data + "<h1>Bridge opens again</h1><div>" + paragraphs() + "</div>")) == kAll);
}

TEST_CASE("the clue names the element that the text was taken from", "[extract][body]") {
  CHECK(clue_of(page("<h1>Bridge opens again</h1><div id='story' class='x'>" + paragraphs() +
                     "</div>")) == "div#story");
}

TEST_CASE("a page without text has no body", "[extract][body]") {
  CHECK(body_of(page(links(20))).empty());
  CHECK(body_of("").empty());
  CHECK(body_of("<").empty());
}

TEST_CASE("a flash of figures is text, a line of date and source is not", "[extract][body]") {
  const std::string flash =
      "9月7日，港口指数收盘涨0.53%，报2999.60点，成交2345亿元，海运指数涨0.98%。";
  CHECK(body_of(page("<h1>港口指数收盘涨0.53%</h1><div>2023-09-07 15:01 编号：20230907</div>"
                     "<div class='c'><p>" +
                     flash + "</p></div>")) == flash);
  CHECK(body_of(page("<h1>Bridge opens again</h1><div class='c'><p>Published: 2022.01.20 16:31:07, "
                     "changed: 2022.01.20 17:02:44</p>" +
                     paragraphs() + "</div>")) == kAll);
}

TEST_CASE("words for lines say nothing about an element that holds the sentences",
          "[extract][body]") {
  const std::string two =
      "<p>The bridge will close on Monday, the council said.</p>"
      "<p>It will open again in May, the council said, after repairs.</p>";
  for (const std::string word : {"category-news", "source", "post-meta", "date", "statement",
                                 "title-and-text", "keywords"}) {
    INFO(word);
    CHECK(body_of(page("<div><h1>Bridge closes</h1></div><div class='" + word + "'>" + two +
                       "</div>")) ==
          "The bridge will close on Monday, the council said.\n"
          "It will open again in May, the council said, after repairs.");
  }
}

TEST_CASE("licence numbers and numbers to call are notices in both ways of writing Chinese",
          "[extract][body]") {
  const std::string text =
      "滨城市政府今天上午宣布，海港大桥全线合龙，预计明年六月正式通车，市民过江不用再等轮渡。";
  for (const char* notice :
       {"新闻信息服务许可证编号：0000000", "新聞信息服務許可證編號：0000000",
        "違法和不良信息舉報電話：000-0000 舉報郵箱：desk@haigang.example",
        "舉報電話：000-0000，二十四小時有人接聽。", "濱ICP備00000000號，濱公網安備00000000號。"}) {
    INFO(notice);
    CHECK(body_of(page("<div><h1>大桥合龙</h1><p>" + text + "</p><p>" + text.substr(0, 96) +
                       "。</p><p>" + notice + "</p></div>")) ==
          text + "\n" + text.substr(0, 96) + "。");
  }
}

TEST_CASE("what speaks of cookies, copyright or a number to call is no notice by that",
          "[extract][body]") {
  const std::string baked = "She baked cookies for the neighbours, and they came at four o'clock.";
  const std::string law =
      "Copyright law protects such recipes for a long time, the court held on Tuesday.";
  const std::string call =
      "市里公布了举报电话，欢迎居民提供线索，举报人的信息将受到保护，属实的将得到奖励，名单下月公布"
      "。";
  const auto p = [](const std::string& text) { return "<p>" + text + "</p>"; };
  CHECK(body_of(page("<h1>Bridge opens again</h1><div>" + paragraphs() + p(baked) + p(law) +
                     p(call) + p("We use cookies on this site, and so do our partners.") +
                     p("Copyright 2026 Harbour Gazette, the paper of the port and the town.") +
                     "</div>")) == kAll + "\n" + baked + "\n" + law + "\n" + call);
}

TEST_CASE("a short article whose class misleads is taken before a longer footer",
          "[extract][body]") {
  const std::string footer =
      "<div class='bottom'><p>The Gazette has told the town since 1871 what goes on in it, every "
      "day but Sunday.</p><p>Letters to the paper are welcome, and the shortest ones are printed "
      "first, on Fridays.</p><p>Whoever finds a mistake may call the desk, which is open from "
      "eight to six.</p><p>Deliveries start at five, and a paper that has not come by seven is "
      "brought by hand.</p></div>";
  for (const std::string word : {"rank", "popular", "infobox", "hide", "comment"}) {
    INFO(word);
    CHECK(body_of(page("<div class='top'><h1>Bridge opens again</h1></div><div class='" + word +
                       "'><p>" + kFirst + "</p></div>" + footer)) == kFirst);
  }
}

TEST_CASE("what says nothing but its source is passed over for what rules of chrome hid",
          "[extract][body]") {
  CHECK(body_of(page("<h1>Bridge opens again</h1><div class='text'><p>Source: Coast Agency, by A. "
                     "Reporter</p></div><div class='layer'><p>" +
                     kFirst + "</p></div>")) == kFirst);
}

TEST_CASE("paragraphs right in the body element are one article", "[extract][body]") {
  CHECK(body_of(page(links(12) + "<h1>Bridge opens again</h1>" + paragraphs() + links(12) +
                     "<div>Harbour Gazette</div>")) == kAll);
  CHECK(body_of(page("<h1>Bridge opens again</h1>" + links(12) + paragraphs() + links(12) +
                     "<p>Letters to the paper are welcome, and the shortest ones win.</p>")) ==
        kAll);
}

TEST_CASE("of several articles in JSON-LD the page's own gives the text", "[extract][body]") {
  const auto article = [](const std::string& headline, const std::string& url,
                          const std::string& body) {
    return R"({"@type":"NewsArticle","headline":")" + headline + R"(","url":")" + url +
           R"(","articleBody":")" + body + R"("})";
  };
  const std::string own = kFirst + R"(\n)" + kSecond + " And so on, for a while.";
  const std::string other = kFirst + " " + kThird + " " + kThird + " " + kThird + " " + kThird;
  const auto text_with = [&](const std::string& first, const std::string& second) {
    const std::string html = page(R"(<script type="application/ld+json">[)" + first + "," + second +
                                  "]</script><h1>Bridge opens again</h1><div class='teaser'><p>" +
                                  kFirst + "</p></div>");
    PageInput input;
    input.bytes = html;
    input.url = "https://www.harborpost.example/a/1.html";
    return extract_page(input, config::ParseSettings{}).article.body;
  };
  const std::string expected = kFirst + "\n" + kSecond + " And so on, for a while.";
  const auto elsewhere = article("Fair begins", "https://www.harborpost.example/a/2.html", other);
  CHECK(text_with(elsewhere, article("Bridge opens again", "", own)) == expected);
  CHECK(text_with(elsewhere, article("", "http://www.harborpost.example/a/1.html#top", own)) ==
        expected);
  CHECK(text_with(elsewhere, article("Ferry sold", "", own)) == kFirst);
}

TEST_CASE("text that only browsers without scripts are shown is taken when there is no other",
          "[extract][body]") {
  const std::string h1 = "<h1>Bridge opens again</h1>";
  for (const std::string name : {"noscript", "template"}) {
    INFO(name);
    const std::string kept = "<" + name + "><div>" + paragraphs() + "</div></" + name + ">";
    CHECK(body_of(page(h1 + "<div id='app'></div>" + kept)) == kAll);
    CHECK(body_of(page(h1 + "<div><p>" + kFirst + "</p><p>" + kSecond + "</p><p>" + kFirst +
                       " Really.</p></div>" + kept)) ==
          kFirst + "\n" + kSecond + "\n" + kFirst + " Really.");
  }
  CHECK(body_of(page(h1 + "<p>" + kFirst +
                     "</p><noscript>Please switch scripts on, and reload.</noscript>")) == kFirst);
}

TEST_CASE("a table of data below the element that holds the text belongs to it",
          "[extract][body]") {
  const auto with = [](const std::string& table) {
    return body_of(page("<table><tr><td>" + links(9) +
                        "</td><td><h1>Bridge opens again</h1><table><tr><td>" + paragraphs() +
                        "</td></tr></table><table>" + table + "</table></td></tr></table>"));
  };
  const std::string data =
      "<tr><th>Year</th><th>Lorries</th></tr><tr><td>2024</td><td>1,200</td></tr>"
      "<tr><td>2025</td><td>900</td></tr><tr><td>2026</td><td>2,400</td></tr>";
  CHECK(with(data) == kAll + "\nYear Lorries\n2024 1,200\n2025 900\n2026 2,400");
  // One whose cells lead elsewhere is navigation, one of a single column a layout.
  CHECK(with("<tr><td><a href='/1'>Harbour</a></td><td><a href='/2'>Traffic</a></td></tr>"
             "<tr><td><a href='/3'>Sport</a></td><td><a href='/4'>Weather</a></td></tr>"
             "<tr><td><a href='/5'>Culture</a></td><td><a href='/6'>Letters</a></td></tr>") ==
        kAll);
  CHECK(with("<tr><td>Subscribe</td></tr><tr><td>Write to us</td></tr><tr><td>Imprint</td></tr>") ==
        kAll);
}

TEST_CASE("words of a paragraph that lead to their topics are its text", "[extract][body]") {
  const auto topic = [](const std::string& name) {
    return "<a href='/topics/" + name + "'>" + name + "</a>";
  };
  const std::string list = "Closed are the ferries of:<br>North bank:<br>" + topic("Harbourtown") +
                           ", " + topic("Millbridge") + ", " + topic("Oldferry") + "<br>";
  const std::string body =
      body_of(page("<h1>Bridge opens again</h1><div>" + paragraphs() + "<p>" + kFirst +
                   " Twice.<br>" + list + kSecond + " Twice.</p></div>"));
  CHECK(body.find("North bank:\nHarbourtown, Millbridge, Oldferry\n") != std::string::npos);
}

TEST_CASE("a box about the author is not the article", "[extract][body]") {
  for (const std::string title : {"About the author", "この記事を書いた人", "作者简介："}) {
    INFO(title);
    CHECK(body_of(page("<h1>Bridge opens again</h1><div>" + paragraphs() + "</div><div><div>" +
                       title +
                       "</div><p>Ann Lee has written about bridges, ferries, and what they cost."
                       "</p></div>")) == kAll);
  }
}

TEST_CASE("a box about a person inside the text takes no paragraph with it", "[extract][body]") {
  const std::string box =
      "<div class='info'><h3>Zur Person</h3><p>Ann Lee builds bridges.</p></div>";
  const std::string body = body_of(page("<h1>Bridge opens again</h1><div>" + paragraphs() + box +
                                        "<p>" + kFirst + " Twice.</p></div>"));
  CHECK(body == kAll + "\n" + kFirst + " Twice.");
}

TEST_CASE("a table below a short text keeps no tool line with it", "[extract][body]") {
  std::string rows;
  for (int i = 0; i < 20; ++i)
    rows += "<tr><td>Pier " + std::to_string(i) + "</td><td>40</td></tr>";
  const std::string body = body_of(page(
      "<h1>Bridge opens again</h1><div><div><p>" + kFirst + "</p><p>" + kSecond +
      "</p><div>Larger type</div><div>Back to top</div></div><table>" + rows + "</table></div>"));
  CHECK(body.starts_with(kFirst + "\n" + kSecond + "\nPier 0 40\n"));
}

TEST_CASE("a table behind another box is not the text's, however empty that box begins",
          "[extract][body]") {
  std::string slots;
  for (int i = 0; i < 80; ++i) slots += "<div></div>";
  const std::string body = body_of(
      page("<h1>Bridge opens again</h1><div><div>" + paragraphs() + "</div><div>" + slots +
           "<span>Departures</span></div><table><tr><td>North</td><td>1</td></tr><tr><td>South</td>"
           "<td>2</td></tr><tr><td>West</td><td>3</td></tr></table></div>"));
  CHECK(body == kAll);
}

}  // namespace storyfold::crawler::extract
