#include "crawler/extract/join_pages.h"

#include <catch2/catch.hpp>
#include <string>

namespace storyfold::crawler::extract {
namespace {

Article part(const std::string& title, const std::string& body) {
  Article article;
  article.url = "https://www.harborpost.example/a/1.html";
  article.title = title;
  article.body = body;
  return article;
}

std::string quoted(const Article& article, const Claim& claim) {
  REQUIRE(claim.body);
  return article.body.substr(claim.body->begin, claim.body->size());
}

}  // namespace

TEST_CASE("parts become one article under the first page's address", "[extract][join]") {
  Article second = part("Bridge opens again (2)", "Third.\nFourth.");
  second.url = "https://www.harborpost.example/a/1_2.html";
  second.authors = {"A. Reporter", "B. Writer"};
  Article first = part("Bridge opens again", "First.\nSecond.");
  first.authors = {"A. Reporter"};
  const Article joined = join_pages(first, {second, part("Bridge opens again", "Fifth.")});
  CHECK(joined.body == "First.\nSecond.\nThird.\nFourth.\nFifth.");
  CHECK(joined.url == first.url);
  CHECK(joined.title == "Bridge opens again");
  CHECK(joined.authors == std::vector<std::string>{"A. Reporter", "B. Writer"});
  CHECK(joined.notes.empty());
  CHECK(join_pages(first, {}).body == first.body);
}

TEST_CASE("what each page repeats stands once", "[extract][join]") {
  const std::string lead = "Two years late, the bridge is open.";
  const std::string notice = "The paper thanks the harbour office.";
  const Article joined = join_pages(part("Bridge", lead + "\nFirst.\n" + notice),
                                    {part("Bridge", lead + "\nSecond.\n" + notice),
                                     part("Bridge", lead + "\nThird.\n" + notice)});
  CHECK(joined.body == lead + "\nFirst.\nSecond.\nThird.\n" + notice);
}

TEST_CASE("a part about something else or without new text ends the article", "[extract][join]") {
  const Article first = part("Bridge opens again", "First.\nSecond.");
  const Article other = join_pages(
      first, {part("Ferry sold to the island", "Third."), part("Bridge opens again", "X.")});
  CHECK(other.body == first.body);
  REQUIRE(other.notes.size() == 1);
  CHECK(other.notes[0] == "page 2 has another title: the article ends before it");
  const Article again = join_pages(first, {first});
  CHECK(again.body == first.body);
  REQUIRE(again.notes.size() == 1);
  CHECK(again.notes[0] == "page 2 brings no new text: the article ends before it");
}

TEST_CASE("claims keep to their bytes when paragraphs move", "[extract][join]") {
  const std::string notice = "(Source: Coast Agency)";
  Article first = part("Bridge", "[Bridge] First.\n" + notice);
  first.headline = ByteRange{0, 8};
  first.claims = {{ClaimKind::kSource, "Coast Agency", notice, ByteRange{16, 38}},
                  {ClaimKind::kEditor, "C. Ditor", "Editor: C. Ditor", std::nullopt}};
  Article second = part("Bridge", "Second, says the Gazette.\n" + notice);
  second.claims = {{ClaimKind::kAccordingTo, "Gazette", "says the Gazette", ByteRange{8, 24}},
                   {ClaimKind::kSource, "Coast Agency", notice, ByteRange{26, 48}},
                   {ClaimKind::kEditor, "C. Ditor", "Editor: C. Ditor", std::nullopt}};
  const Article joined = join_pages(first, {second});
  CHECK(joined.body == "[Bridge] First.\nSecond, says the Gazette.\n" + notice);
  REQUIRE(joined.headline);
  CHECK(joined.headline == ByteRange{0, 8});
  std::size_t standing = 0;
  for (const Claim& claim : joined.claims) {
    if (!claim.body) continue;
    ++standing;
    CHECK(quoted(joined, claim) == claim.quote);
  }
  CHECK(standing == 2);
  CHECK(joined.claims.size() == 3);
}

}  // namespace storyfold::crawler::extract
