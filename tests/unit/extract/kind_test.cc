#include "crawler/extract/kind.h"

#include <re2/re2.h>

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "crawler/extract/kind_words.h"
#include "crawler/extract/page.h"

namespace storyfold::crawler::extract {
namespace {

const std::string kSentence =
    "The council of the town agreed on Friday to mend the bridge over the river, and said that the "
    "work would begin in the spring. ";

std::string text_of(int sentences) {
  std::string text;
  for (int i = 0; i < sentences; ++i)
    text += "<p>" + std::to_string(i + 1) + ". " + kSentence + "</p>\n";
  return text;
}

std::string page_of(const std::string& title, const std::string& body,
                    const std::string& head = "") {
  return "<html><head><meta charset=utf-8><title>" + title + "</title>" + head +
         "</head><body><nav><a href=/>Home</a> <a href=/a>News</a></nav>" + body + "</body></html>";
}

constexpr const char* kUrl = "http://outlet.test/news/2024/05/17/4711.html";

ExtractedPage extract(const std::string& html, std::string_view url = kUrl) {
  PageInput input;
  input.bytes = html;
  input.url = url;
  return extract_page(input, {});
}

PageKind kind_of(const std::string& html, std::string_view url = kUrl) {
  return extract(html, url).kind;
}

RobotsWords robots(const std::string& metas, std::string_view tag = {},
                   std::optional<std::chrono::sys_seconds> at = std::nullopt) {
  PageInput input;
  const std::string html = "<head>" + metas + "</head><p>Text.";
  input.bytes = html;
  input.robots_tag = tag;
  input.fetched_at = at;
  const ExtractedPage page = extract_page(input, {});
  return {page.no_index, page.no_archive};
}

}  // namespace

TEST_CASE("short news that only uses a wall's words is an article", "[extract][kind]") {
  const auto news = [](const std::string& title, const std::string& more) {
    return page_of(title, "<h1>" + title + "</h1><p>" + kSentence + "</p><p>" + more + "</p>");
  };
  CHECK(kind_of(news("Forbidden island opens to walkers", kSentence)) == PageKind::kArticle);
  CHECK(kind_of(news("Un momento de calma en el puerto", kSentence)) == PageKind::kArticle);
  CHECK(kind_of(news("Un momento, por favor", "")) == PageKind::kChallenge);
  CHECK(kind_of(news("Forbidden", "")) == PageKind::kChallenge);
  CHECK(kind_of(
            news("Police ask for help",
                 "Officers ask people to report suspicious activity near the harbour, please.")) ==
        PageKind::kArticle);
  CHECK(kind_of(page_of(
            "海港大桥重新开放",
            "<h1>海港大桥重新开放</h1><div><p>海港大桥周一重新开放，此前维修了两年，市政府"
            "说。</p><p>工程师更换了桥面，现在可以承载四十吨的卡车，塔楼也亮起了灯。</p></div>"
            "<div>登录后查看更多评论</div>")) == PageKind::kArticle);
}

TEST_CASE("each row of words matches its example, and the group finds it", "[extract][kind]") {
  for (const KindWordsRow& row : kind_words_rows()) {
    INFO(row.pattern);
    const std::string folded = fold_words(row.example);
    RE2::Options options;
    options.set_case_sensitive(false);
    const RE2 pattern(std::string(row.pattern), options);
    REQUIRE(pattern.ok());
    CHECK(RE2::PartialMatch(folded, pattern));
    CHECK_FALSE(find_words(row.group, folded).empty());
  }
}

TEST_CASE("an article is one, long or short", "[extract][kind]") {
  CHECK(kind_of(page_of("Bridge to be mended", "<h1>Bridge to be mended</h1>" + text_of(8))) ==
        PageKind::kArticle);
  // A flash of one sentence.
  CHECK(kind_of(page_of("某市大桥将于明年春季开工修缮",
                        "<h1>某市大桥将于明年春季开工修缮</h1><span>2024-05-17 12:30</span>"
                        "<p>某市政府今日宣布，跨江大桥将于明年春季开工修缮，工期约一年。</p>")) ==
        PageKind::kArticle);
}

TEST_CASE("a page that did not decode is not an article", "[extract][kind]") {
  std::string lost;
  for (int i = 0; i < 40; ++i) lost += "\uFFFD\uFFFDwords, and \uFFFD more. ";
  const auto page = extract(page_of("Title of it", "<h1>Title of it</h1><p>" + lost + "</p>"));
  CHECK(page.kind == PageKind::kUndecodable);
  CHECK_FALSE(page.why.empty());
}

TEST_CASE("a page that asks for proof of being human is a challenge", "[extract][kind]") {
  for (const std::string& html :
       {std::string("<title>Just a moment...</title><h1>outlet.test</h1><p>Checking if the site "
                    "connection is secure</p>"),
        std::string("<title>安全验证</title><p>为了您的账号安全，请完成下方验证码验证。</p>"),
        std::string("<title>outlet</title><p>We detected unusual traffic from your network. Please "
                    "complete the captcha to go on.</p>"),
        std::string("<title>outlet</title><div id=root></div><noscript>You need to enable "
                    "JavaScript to run this app.</noscript><script src=/a.js></script>"),
        std::string(
            "<title>outlet</title><script>document.cookie='a=1';location.reload()</script>"),
        std::string("<meta http-equiv=refresh content='0;url=/x'><title>outlet</title>")}) {
    INFO(html);
    CHECK(kind_of(html) == PageKind::kChallenge);
  }
}

TEST_CASE("a story about captchas is a story", "[extract][kind]") {
  CHECK(kind_of(page_of("Are you a robot? How captchas came to be",
                        "<h1>Are you a robot? How captchas came to be</h1><time>17 May 2024</time>"
                        "<p>Please complete the captcha: everybody knows the line.</p>" +
                            text_of(8))) == PageKind::kArticle);
}

TEST_CASE("a page that only asks for consent is a consent wall", "[extract][kind]") {
  CHECK(kind_of("<title>Before you continue</title><h1>Before you continue</h1><p>We use cookies "
                "and data to deliver our services, and to measure how they are used.</p><button>"
                "Accept all</button>") == PageKind::kConsentWall);
  CHECK(
      kind_of(
          "<title>outlet</title><h1>隐私保护提示</h1><p>请您阅读并同意《用户协议》和《隐私政策》，"
          "我们将按照隐私政策使用您的个人信息。</p><button>同意并继续</button>") ==
      PageKind::kConsentWall);
  CHECK(kind_of("<title>outlet</title><p>We and our partners store cookies on your device and "
                "process personal data, as our privacy policy says.</p><p>You may change your "
                "cookie choices at any time.</p><button>Reject all</button>") ==
        PageKind::kConsentWall);
}

TEST_CASE("a notice about cookies beside an article changes nothing", "[extract][kind]") {
  CHECK(kind_of(page_of("Bridge to be mended",
                        "<div class=cookie-banner><h2>We value your privacy</h2><p>We use cookies "
                        "and process personal data.</p><button>Accept all</button></div>"
                        "<h1>Bridge to be mended</h1><time>17 May 2024</time>" +
                            text_of(8))) == PageKind::kArticle);
}

TEST_CASE("a page that says it is gone is a soft 404", "[extract][kind]") {
  for (const char* const name :
       {"Page not found", "404", "您访问的页面不存在", "该文章已被删除", "页面找不到了",
        "文章不存在", "Seite nicht gefunden", "Página no encontrada", "Page introuvable",
        "Страница не найдена", "ページが見つかりません", "404 Not Found - The Outlet"}) {
    const std::string title = name;
    INFO(title);
    CHECK(kind_of(page_of(title, "<h1>" + title +
                                     "</h1><p>You may go to the front page, or try a "
                                     "search.</p>")) == PageKind::kSoft404);
  }
  CHECK(
      kind_of(page_of("The Outlet", "<p>对不起，您访问的页面不存在或已被删除，请返回首页。</p>")) ==
      PageKind::kSoft404);
  // With a list of other stories below it.
  std::string list = "<ul>";
  for (int i = 0; i < 10; ++i)
    list += "<li><a href=/n" + std::to_string(i) + ".html>Another story of today</a></li>";
  CHECK(kind_of(page_of("您访问的页面不存在", "<h2>您访问的页面不存在</h2>" + list + "</ul>")) ==
        PageKind::kSoft404);
}

TEST_CASE("an article about pages not found is an article", "[extract][kind]") {
  CHECK(kind_of(page_of("Page not found: why the web forgets",
                        "<h1>Page not found: why the web forgets</h1><time>17 May 2024</time>" +
                            text_of(10))) == PageKind::kArticle);
  CHECK(kind_of(
            page_of("某平台称相关文章已被删除",
                    "<h1>某平台称相关文章已被删除</h1><span>2024年5月17日 12:30</span><p>某平台今日"
                    "回应称，相关文章已被作者自行删除，平台并未进行干预，后续将加强沟通。</p>",
                    "<meta property=og:type content=article>")) != PageKind::kNoArticle);
}

TEST_CASE("the beginning of a paid article is a paywall, the whole of it is not",
          "[extract][kind]") {
  const std::string head =
      "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Bridge to be "
      "mended\",\"datePublished\":\"2024-05-17\",\"isAccessibleForFree\":false}</script>";
  const std::string h1 = "<h1>Bridge to be mended</h1>";
  CHECK(kind_of(page_of("Bridge to be mended", h1 + text_of(2), head)) == PageKind::kPaywall);
  CHECK(kind_of(page_of("Bridge to be mended", h1 + text_of(20), head)) == PageKind::kArticle);
  for (const char* wall :
       {"Subscribe to continue reading", "本文剩余72%，订阅后阅读全文", "本文为付费内容",
        "Weiterlesen mit Bote+", "Cet article est réservé à nos abonnés"}) {
    INFO(wall);
    CHECK(kind_of(page_of("Bridge to be mended", "<article>" + h1 + "<time>17 May 2024</time>" +
                                                     text_of(3) + "<div class=x><p>" + wall +
                                                     "</p></div></article>")) ==
          PageKind::kPaywall);
    // Offered below the whole of it.
    CHECK(kind_of(page_of("Bridge to be mended", "<article>" + h1 + "<time>17 May 2024</time>" +
                                                     text_of(25) + "<div class=x><p>" + wall +
                                                     "</p></div></article>")) ==
          PageKind::kArticle);
  }
}

TEST_CASE("an offer beside a short article does not make it the beginning of one",
          "[extract][kind]") {
  const std::string article =
      "<div class=text><h1>Bridge to be mended</h1><time>17 May 2024</time>" + text_of(3) +
      "</div>";
  const auto beside = [&](const std::string& box) {
    return kind_of(page_of("Bridge to be mended", article + box));
  };
  CHECK(beside("<aside><p>Subscribe to continue reading</p></aside>") == PageKind::kArticle);
  CHECK(beside("<div class='right-rail'><p>订阅后阅读全文</p></div>") == PageKind::kArticle);
  CHECK(beside("<div class=sidebar><p>Subscriber-only content</p></div>") == PageKind::kArticle);
  CHECK(beside("<ul class=related-news><li><a href=/2.html>Ferry sold</a> Subscriber-only "
               "content</li></ul>") == PageKind::kArticle);
  CHECK(beside("<footer>Already a subscriber? Log in</footer>") == PageKind::kArticle);
  CHECK(beside("<div class=footer>Already a subscriber? Log in</div>") == PageKind::kArticle);
  // A box of its own stands in its place.
  CHECK(beside("<div class=offer><p>Subscribe to continue reading</p></div>") ==
        PageKind::kPaywall);
  CHECK(kind_of(page_of("Bridge to be mended", "<article>" + article +
                                                   "<aside><p>Subscribe to continue reading</p>"
                                                   "</aside></article>")) == PageKind::kPaywall);
}

TEST_CASE("who may print an article again is not who may read it", "[extract][kind]") {
  const auto below = [](const std::string& line) {
    return kind_of(page_of("Bridge to be mended",
                           "<div class=text><h1>Bridge to be mended</h1><time>17 May 2024</time>" +
                               text_of(3) + "</div><p class=fine>" + line + "</p>"));
  };
  CHECK(below("Redistribution by subscribers only.") == PageKind::kArticle);
  CHECK(below("River Wire. For use by member papers and subscribers only.") == PageKind::kArticle);
  CHECK(below("This story may be reproduced by members only.") == PageKind::kArticle);
  CHECK(below("Available to subscribers only.") == PageKind::kPaywall);
  CHECK(below("Subscribers only") == PageKind::kPaywall);
}

TEST_CASE("the beginning of an article with its link to the rest is a teaser", "[extract][kind]") {
  const std::string h1 = "<h1>Bridge to be mended</h1><time>17 May 2024</time>";
  const std::string start =
      "<p>The council of the town agreed on Friday to mend the bridge over "
      "the river, said the mayor, who also ...</p>";
  for (const char* more :
       {"Read more", "阅读全文", "点击查看全文", "展开全文 >>", "Weiterlesen →"}) {
    INFO(more);
    CHECK(kind_of(page_of("Bridge to be mended", "<article>" + h1 + start +
                                                     "<a href=/full/4711.html>" + more +
                                                     "</a></article>")) == PageKind::kTeaser);
  }
  // An excerpt that this outlet printed of another's story is an article of its own.
  CHECK(kind_of(page_of(
            "Bridge to be mended",
            "<article>" + h1 + start +
                "<p><a href=http://other.test/4711.html>Full story >></a></p></article>")) ==
        PageKind::kArticle);
  CHECK(kind_of(page_of("Bridge to be mended",
                        "<article>" + h1 + text_of(12) +
                            "<p><a href=/more>Read more</a></p></article>")) == PageKind::kArticle);
}

TEST_CASE("lists, front pages and pages of the site are no articles", "[extract][kind]") {
  std::string cards;
  std::string items;
  for (int i = 0; i < 12; ++i) {
    const std::string n = std::to_string(i);
    cards += "<div class=card><h2><a href=/news/" + n + ".html>Story number " + n +
             " of the day</a></h2><p>What the story is about, in a sentence or two, so that one "
             "may choose.</p><a href=/news/" +
             n + ".html>Read more</a></div>";
    items += "<li><a href=/news/" + n + ".html>Story number " + n + " of the day</a> 05-17</li>";
  }
  CHECK(kind_of(page_of("Politics - The Outlet", "<h1>Politics</h1>" + cards)) ==
        PageKind::kNoArticle);
  CHECK(kind_of(page_of("要闻 第2页", "<h2>要闻</h2><ul>" + items + "</ul>")) ==
        PageKind::kNoArticle);
  CHECK(kind_of(page_of("The Outlet", "<h1>The Outlet</h1>" + cards), "http://outlet.test/") ==
        PageKind::kNoArticle);
  CHECK(kind_of(page_of("关于我们—某某网",
                        "<h2>关于我们</h2><p>本网站由某某公司主办，刊载的文字和图片未经授权"
                        "不得转载，联系电话见页脚。</p>")) == PageKind::kNoArticle);
  CHECK(kind_of(page_of("Search results", "<h1>Search results</h1><ul>" + items + "</ul>")) ==
        PageKind::kNoArticle);
  CHECK(kind_of("") == PageKind::kNoArticle);
  CHECK(kind_of("User-agent: *\nDisallow: /a/\nAllow: /b/\n", "http://outlet.test/robots.txt") ==
        PageKind::kNoArticle);
  CHECK(kind_of("<?xml version=\"1.0\"?><rss><channel><title>The Outlet</title><item><title>A "
                "story of today</title><description>What it is about, in a sentence.</description>"
                "</item></channel></rss>") == PageKind::kNoArticle);
}

TEST_CASE("what is not an article still shows its text", "[extract][kind]") {
  const auto page =
      extract(page_of("Bridge to be mended", "<article><h1>Bridge to be mended</h1>" + text_of(3) +
                                                 "<p>Subscribe to continue reading</p></article>"));
  CHECK(page.kind == PageKind::kPaywall);
  CHECK(page.article.body.find("mend the bridge") != std::string::npos);
}

TEST_CASE("robots metas of all, of Google's and of our agent count", "[extract][robots]") {
  CHECK(robots("<meta name=robots content='NOINDEX, follow'>").no_index);
  CHECK(robots("<meta name=Robots content=none>").no_index);
  CHECK(robots("<meta name=googlebot content=noindex>").no_index);
  CHECK(robots("<meta name=storyfold content='noindex,noarchive'>").no_archive);
  CHECK_FALSE(robots("<meta name=otherbot content=noindex>").no_index);
  CHECK_FALSE(
      robots("<meta name=robots content='index, follow, max-image-preview:large'>").no_index);
  const auto archive = robots("<meta name=robots content=noarchive>");
  CHECK(archive.no_archive);
  CHECK_FALSE(archive.no_index);
}

TEST_CASE("X-Robots-Tag counts for all agents or for ours", "[extract][robots]") {
  CHECK(robots("", "noindex").no_index);
  CHECK(robots("", "nofollow, NoIndex").no_index);
  CHECK(robots("", "storyfold: noindex, nofollow").no_index);
  CHECK_FALSE(robots("", "googlebot: noindex, noarchive").no_archive);
  CHECK_FALSE(robots("", "googlebot: noindex").no_index);
  CHECK(robots("", "googlebot: nofollow\nnoindex").no_index);
  CHECK(robots("", "otherbot: nofollow, storyfold: none").no_index);
  CHECK(robots("", "max-snippet: 20, noarchive").no_archive);
}

TEST_CASE("unavailable_after counts once it is past", "[extract][robots]") {
  using namespace std::chrono;
  const sys_seconds at = sys_days(2024y / May / 17);
  CHECK(robots("<meta name=robots content='unavailable_after: 2024-01-01'>", "", at).no_index);
  CHECK(robots("", "unavailable_after: 25 Jun 2010 15:00:00 GMT", at).no_index);
  CHECK_FALSE(robots("", "unavailable_after: 25 Jun 2030 15:00:00 GMT", at).no_index);
  CHECK_FALSE(robots("", "unavailable_after: 25 Jun 2010 15:00:00 GMT").no_index);
}

}  // namespace storyfold::crawler::extract
