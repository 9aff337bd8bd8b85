#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "crawler/extract/clues.h"
#include "crawler/extract/json_repair.h"

using namespace storyfold::crawler::extract;
using Names = std::vector<std::string>;

namespace {

LinkedArticle only_article(std::string script) {
  const LinkedData data = read_linked_data({std::move(script)});
  REQUIRE(data.articles.size() == 1);
  return data.articles.front();
}

}  // namespace

TEST_CASE("linked data of an article gives each of its fields", "[extract][linked_data]") {
  const auto article = only_article(R"({"@context":"https://schema.org","@type":"NewsArticle",
    "headline":"Harbour bridge &amp;amp; tunnel reopen","description":"After two years.",
    "datePublished":"2024-03-01T08:00:00+01:00","dateModified":"2024-03-02",
    "author":[{"@type":"Person","name":"Mara Lind"},"Otto Beck"],
    "publisher":{"@type":"Organization","name":"Harbour Post"},"articleSection":["City","Traffic"],
    "inLanguage":"en-GB","mainEntityOfPage":{"@id":"https://post.example/bridge"},
    "articleBody":"First line.\n\nSecond  line.","isAccessibleForFree":"False",
    "isBasedOn":{"name":"Coast Wire"}})");
  CHECK(article.type == "NewsArticle");
  CHECK(article.headline == "Harbour bridge & tunnel reopen");
  CHECK(article.description == "After two years.");
  CHECK(article.published == "2024-03-01T08:00:00+01:00");
  CHECK(article.modified == "2024-03-02");
  CHECK(article.authors == Names{"Mara Lind", "Otto Beck"});
  CHECK(article.publisher == "Harbour Post");
  CHECK(article.section == "City");
  CHECK(article.language == "en-GB");
  CHECK(article.url == "https://post.example/bridge");
  CHECK(article.body == "First line.\nSecond line.");
  CHECK(article.paywalled);
  CHECK(article.sources == Names{"Coast Wire"});
}

TEST_CASE("references by @id are followed inside a graph", "[extract][linked_data]") {
  const LinkedData data = read_linked_data({R"({"@graph":[
    {"@type":"WebSite","name":"Harbour Post","@id":"#site"},
    {"@type":"WebPage","@id":"#page","datePublished":"2024-03-01","dateModified":"2024-03-04"},
    {"@type":["Article","Thing"],"headline":"Bridge","author":[{"@id":"#mara"}],
     "publisher":{"@id":"#site"}},
    {"@type":"Person","@id":"#mara","name":"Mara Lind"}]})"});
  REQUIRE(data.articles.size() == 1);
  CHECK(data.articles[0].type == "Article");
  CHECK(data.articles[0].authors == Names{"Mara Lind"});
  CHECK(data.articles[0].publisher == "Harbour Post");
  CHECK(data.site_name == "Harbour Post");
  CHECK(data.page_published == "2024-03-01");
  CHECK(data.page_modified == "2024-03-04");
}

TEST_CASE("a reference that leads to itself ends", "[extract][linked_data]") {
  const auto article = only_article(
      R"({"@graph":[{"@type":"Article","headline":"Loop","@id":"#a","author":{"@id":"#b"}},
          {"@id":"#b","name":{"@id":"#b"}}]})");
  CHECK(article.authors.empty());
}

TEST_CASE("the main entity comes before articles that are listed", "[extract][linked_data]") {
  const LinkedData data = read_linked_data({
      R"({"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","headline":"Other",
          "datePublished":"2024-01-01","author":"X Y"}]})",
      R"([{"@type":"WebPage","mainEntity":{"@type":"BlogPosting","headline":"This one"}}])"});
  REQUIRE(data.articles.size() == 2);
  CHECK(data.articles[0].headline == "This one");
  CHECK(data.articles[1].headline == "Other");
}

TEST_CASE("common mistakes in JSON-LD are forgiven", "[extract][linked_data]") {
  CHECK(only_article("{\"@type\":\"Article\",\"headline\":\"Two\nlines\t here\"}").headline ==
        "Two lines here");
  CHECK(only_article("<!-- {\"@type\":\"Article\",\"headline\":\"H\",} -->").headline == "H");
  CHECK(only_article("//<![CDATA[\n{\"@type\":\"Article\",\"author\":[\"A B\",],"
                     "\"headline\":\"H\"};\n//]]>")
            .authors == Names{"A B"});
  CHECK(only_article("/* <![CDATA[ */ {\"@type\":\"Article\",\"headline\":\"H\"} /* ]]> */")
            .headline == "H");
  CHECK(only_article(R"({"@type":"Article","headline":"It\'s on"})").headline == "It's on");
  CHECK(only_article(R"({"@type":"Article","headline":"The "big" one","name":"x"})").headline ==
        "The \"big\" one");
  CHECK(only_article(R"({"@type":"WebSite","name":"S"}{"@type":"Article","headline":"H"})")
            .headline == "H");
}

TEST_CASE("repairing valid JSON leaves its values as they are", "[extract][linked_data]") {
  const std::string valid = R"({"a":[[1,2],[]],"b":"x \" \\ \u4e2d ; <!-- ,}","c":{"d":null}})";
  CHECK(repair_json(valid, StrayQuotes::kEndStrings) == "[" + valid + "]");
  CHECK(repair_json(valid, StrayQuotes::kAreText) == "[" + valid + "]");
}

TEST_CASE("what is no JSON, or no article, gives nothing", "[extract][linked_data]") {
  CHECK(read_linked_data({}).articles.empty());
  CHECK(read_linked_data({"", "]]]", "\"", "{\"@type\":", "null", "var x = 1;"}).articles.empty());
  CHECK(read_linked_data({R"({"@type":"Product","name":"Kettle"})"}).articles.empty());
  CHECK(read_linked_data({std::string(100'000, '[')}).articles.empty());
}

TEST_CASE("tags in an article body become line ends", "[extract][linked_data]") {
  CHECK(only_article(R"({"@type":"Article","articleBody":"<p>One &lt; two.</p><p>Three.</p>"})")
            .body == "One < two.\nThree.");
}

TEST_CASE("an author named elsewhere in the script is followed by @id", "[extract][linked_data]") {
  CHECK(only_article(R"({"@graph":[{"@type":"Article","headline":"H","author":[{"@id":"#a"},)"
                     R"({"@id":"#b"},{"@id":"#none"}]},{"@id":"#a","@type":"Person","name":)"
                     R"("Ada Quill"},{"@id":"#b","@type":"Person","name":"Otto Beck"}]})")
            .authors == std::vector<std::string>{"Ada Quill", "Otto Beck"});
}

TEST_CASE("a free article is not taken for a paid one", "[extract][linked_data]") {
  CHECK_FALSE(only_article(R"({"@type":"Article","isAccessibleForFree":true})").paywalled);
  CHECK_FALSE(only_article(R"({"@type":"Article","isAccessibleForFree":"True"})").paywalled);
  CHECK(only_article(R"({"@type":"Article","isAccessibleForFree":false})").paywalled);
}
