#include <catch2/catch.hpp>

#include "crawler/extract/hint_words.h"
#include "crawler/extract/hints.h"

namespace storyfold::crawler::extract {

TEST_CASE("words of class names are found where templates put them", "[extract][hints]") {
  CHECK((hints_in("article__share") & kHintShare) != 0);
  CHECK((hints_in("articleShare") & kHintShare) != 0);
  CHECK((hints_in("SHARE-BAR") & kHintShare) != 0);
  CHECK((hints_in("td-post-content") & kHintBody) != 0);
  CHECK((hints_in("newsRelatedList") & kHintRelated) != 0);
}

TEST_CASE("a word inside another word says nothing", "[extract][hints]") {
  CHECK(hints_in("headless") == 0);
  CHECK((hints_in("shadow-loading") & kHintPromotion) == 0);  // "ad"
  CHECK((hints_in("unavailable") & kHintChrome) == 0);        // "nav"
}

TEST_CASE("\"hidden\" counts only as a whole class name", "[extract][hints]") {
  CHECK((hints_in("story hidden") & kHintHidden) != 0);
  CHECK((hints_in("field--label-hidden") & kHintHidden) == 0);
}

TEST_CASE("a part of a body is not a body", "[extract][hints]") {
  CHECK((hints_in("article-body") & kHintBody) != 0);
  CHECK((hints_in("article-body__header") & kHintBody) == 0);
  CHECK((hints_in("article-content-left") & kHintBody) == 0);
}

TEST_CASE("every row of the table is found by its own word", "[extract][hints]") {
  for (const auto rows : {hint_words_of_chrome(), hint_words_of_article()}) {
    for (const HintWord& row : rows) {
      INFO(row.word);
      CHECK(row.word.size() >= 2);
      CHECK((hints_in(row.word) & row.hints) == row.hints);
    }
  }
}

}  // namespace storyfold::crawler::extract
