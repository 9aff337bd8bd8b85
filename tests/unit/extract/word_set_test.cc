#include "crawler/extract/word_set.h"

#include <catch2/catch.hpp>

namespace storyfold::crawler::extract {

TEST_CASE("a word is found anywhere and in any case", "[extract]") {
  const WordSet words({"byline", "author"});
  CHECK(words.found_in("article-Author__name"));
  CHECK(words.found_in("BYLINE"));
  CHECK(words.found_in("xxbyline"));
  CHECK_FALSE(words.found_in("autho"));
  CHECK_FALSE(words.found_in("au thor by-line"));
  CHECK_FALSE(words.found_in(""));
  CHECK_FALSE(words.found_in("a"));
}

}  // namespace storyfold::crawler::extract
