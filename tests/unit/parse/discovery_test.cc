#include "crawler/parse/discovery.h"

#include <catch2/catch.hpp>
#include <string>

#include "tests/gzip.h"
#include "tests/unit/bombs.h"

namespace storyfold::crawler::parse {

using test::gzip;
namespace {

std::string kind(std::string_view bytes, std::string_view content_type = {}) {
  return std::string(to_string(sniff(bytes, content_type)));
}

}  // namespace

TEST_CASE("documents are told by their content, whatever they are served as", "[discovery]") {
  CHECK(kind("<?xml version='1.0'?><!-- x --><rss><channel>", "text/html") == "feed");
  CHECK(kind("<rdf:RDF xmlns:rdf='x'>", "text/html") == "feed");
  CHECK(kind("\xef\xbb\xbf <feed xmlns='http://www.w3.org/2005/Atom'>", "text/plain") == "feed");
  CHECK(kind("{\"version\": \"https://jsonfeed.org/version/1.1\",", "text/plain") == "feed");
  CHECK(kind("<?xml version='1.0'?><?xml-stylesheet href='x'?><urlset>", "text/html") == "sitemap");
  CHECK(kind("<sm:sitemapindex xmlns:sm='x'>") == "sitemap");
  CHECK(kind("https://a.cn/1\nhttps://a.cn/2\n", "text/plain") == "sitemap");
  CHECK(kind("<opml version='2.0'>") == "opml");
  CHECK(kind("<!DOCTYPE html><html>", "text/xml") == "html");
  CHECK(kind("<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x'><html xmlns='x'>") == "html");
  CHECK(kind("<div>a part of a page</div>", "text/html") == "html");
  CHECK(kind("text first <p>then markup", "text/html") == "html");
  CHECK(kind("{\"data\":[]}", "text/html") == "json");
  CHECK(kind("cb({\"data\":[]})", "text/html") == "json");
  CHECK(kind("var x = [1];") == "json");
  CHECK(kind("<?xml version='1.0'?><svg>", "image/svg+xml") == "other");
  CHECK(kind("\x89PNG\r\n\x1a\n", "text/html") == "other");
  CHECK(kind("Plain words.") == "text");
  CHECK(kind("<3 is no tag") == "text");
  CHECK(kind("") == "text");
}

TEST_CASE("a gzipped file is judged by what is inside", "[discovery]") {
  CHECK(kind(gzip("<urlset>" + tests::numbered("<url><loc>", "</loc></url>", 100'000))) ==
        "sitemap");
  CHECK(kind(gzip("<rss>")) == "feed");
  CHECK(kind("\x1f\x8b\x08 damaged") == "other");
}

TEST_CASE("UTF-16 is text, and is looked into", "[discovery]") {
  CHECK(kind(std::string("\xff\xfe<\0r\0s\0s\0>\0", 12)) == "feed");
}

}  // namespace storyfold::crawler::parse
