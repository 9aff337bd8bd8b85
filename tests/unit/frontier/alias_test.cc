#include "crawler/frontier/alias.h"

#include <catch2/catch.hpp>
#include <string>
#include <utility>

using namespace storyfold::crawler::frontier;

namespace {

using Urls = std::vector<std::string>;

const std::string kMobile = "https://m.tide.example";
const std::string kMain = "https://www.tide.example";

std::string number(int n) { return std::to_string(1047000 + n); }

// Pairs as `alias_of` and `original_of` make them, so often.
template <class Alias, class Original>
AliasForms learned(int pairs, Alias alias_of, Original original_of) {
  AliasForms forms;
  for (int i = 0; i < pairs; ++i) forms.confirm(alias_of(number(i)), original_of(number(i)));
  return forms;
}

}  // namespace

TEST_CASE("a mobile host is known for one after three pairs", "[frontier][alias]") {
  const auto mobile = [](const std::string& id) { return kMobile + "/news/" + id + ".html?p=1"; };
  const auto main = [](const std::string& id) { return kMain + "/news/" + id + ".html?p=1"; };
  CHECK(learned(2, mobile, main).originals_of(mobile(number(9))).empty());
  CHECK(learned(2, mobile, main).suspected_originals_of(mobile(number(9))) ==
        Urls{main(number(9))});
  const AliasForms forms = learned(3, mobile, main);
  CHECK(forms.originals_of(mobile(number(9))) == Urls{main(number(9))});
  CHECK(forms.originals_of(kMobile + "/") == Urls{kMain + "/"});
}

TEST_CASE("a segment, a parameter or the end of a name tells a copy", "[frontier][alias]") {
  const auto [alias, original] = GENERATE(table<std::string, std::string>({
      {kMain + "/print/news/ID.html", kMain + "/news/ID.html"},
      {kMain + "/news/ID.html/amp", kMain + "/news/ID.html"},
      {kMain + "/news/ID.html?print=1", kMain + "/news/ID.html"},
      {kMain + "/news?id=ID&view=print", kMain + "/news?id=ID"},
      {kMain + "/news/ID_m.html", kMain + "/news/ID.html"},
      {kMobile + "/touch/news/ID", kMain + "/news/ID"},
  }));
  const auto with = [](std::string pattern, const std::string& id) {
    return pattern.replace(pattern.find("ID"), 2, id);
  };
  const AliasForms forms = learned(
      3, [&, alias = alias](const std::string& id) { return with(alias, id); },
      [&, original = original](const std::string& id) { return with(original, id); });
  CHECK(forms.originals_of(with(alias, number(9))) == Urls{with(original, number(9))});
  CHECK(forms.originals_of(with(original, number(9))) == Urls{});
}

TEST_CASE("pairs that differ in more teach nothing", "[frontier][alias]") {
  const auto [alias, original] = GENERATE(table<std::string, std::string>({
      {kMain + "/a/b/news/1047001", kMain + "/news/1047001"},
      {kMain + "/news/1047001", kMain + "/print/news/1047001"},
      {kMain + "/news/1047001", kMain + "/news/1047001"},
  }));
  AliasForms forms;
  for (int i = 0; i < 5; ++i) forms.confirm(alias, original);
  CHECK(forms == AliasForms());
}

TEST_CASE("words around an id may be what varies", "[frontier][alias]") {
  const auto ferry = [](const std::string& id) { return kMain + "/news/ferry-leaves-" + id; };
  const auto later = [](const std::string& id) { return kMain + "/news/" + id + "-ferry-later"; };
  CHECK_FALSE(learned(2, ferry, later).words_are_free());
  AliasForms forms = learned(3, ferry, later);
  CHECK(forms.words_are_free());
  CHECK(forms.originals_of(ferry(number(9))).empty());  // which words it has is not known
  CHECK(AliasForms::decode(forms.encode())->words_are_free());
  forms.contradict(ferry(number(9)), later(number(9)));
  CHECK_FALSE(forms.words_are_free());
}

TEST_CASE("words are told from ids", "[frontier][alias]") {
  CHECK(without_slug(kMain + "/a/evening-ferry-1047001.html?p=1") == kMain + "/a/1047001.html?p=1");
  CHECK(without_slug(kMain + "/a/1047001_evening_ferry") == kMain + "/a/1047001");
  for (const std::string path :
       {"/", "/a/1047001.html", "/a/evening-ferry", "/a/1047001-2-ferry", "/a/ferry-21",
        "/1047001/ferry", "/a/20261121-ferry", "/a/ferry-1047001-1047002"}) {
    CHECK(without_slug(kMain + path).empty());
  }
}

TEST_CASE("a counterexample forgets the form it belongs to and no other", "[frontier][alias]") {
  AliasForms forms;
  for (int i = 0; i < 4; ++i) {
    forms.confirm(kMobile + "/" + number(i), kMain + "/" + number(i));
    forms.confirm(kMobile + "/print/" + number(i), kMobile + "/" + number(i));
  }
  forms.contradict(kMobile + "/" + number(9), kMain + "/" + number(9));
  CHECK(forms.originals_of(kMobile + "/" + number(9)).empty());
  CHECK(forms.originals_of(kMobile + "/print/" + number(9)) == Urls{kMobile + "/" + number(9)});
}

TEST_CASE("forms of a host are bounded, those often confirmed stay", "[frontier][alias]") {
  AliasForms forms;
  for (int i = 0; i < 3; ++i) forms.confirm(kMobile + "/" + number(i), kMain + "/" + number(i));
  for (int i = 0; i < 1000; ++i) {
    forms.confirm(kMobile + "/" + number(i) + "/news", kMobile + "/news");
  }
  CHECK(forms.originals_of(kMobile + "/a") == Urls{kMain + "/a"});
  CHECK(forms.encode().size() < kMostAliasForms * 330);
}

TEST_CASE("some addresses are asked for whatever is believed", "[frontier][alias]") {
  int asked = 0;
  for (int i = 0; i < 1600; ++i) asked += AliasForms::is_asked_anyway(kMobile + "/" + number(i));
  CHECK(asked > 50);
  CHECK(asked < 200);
}

TEST_CASE("forms come back from their bytes, damage does not", "[frontier][alias]") {
  AliasForms forms;
  for (int i = 0; i < 4; ++i) {
    forms.confirm(kMobile + "/" + number(i), kMain + "/" + number(i));
    forms.confirm(kMobile + "/print/" + number(i), kMain + "/" + number(i));
  }
  const std::string bytes = forms.encode();
  CHECK(*AliasForms::decode(bytes) == forms);
  CHECK(*AliasForms::decode("") == AliasForms());
  int torn = 0;
  for (std::size_t size = 1; size < bytes.size(); ++size) {
    torn += AliasForms::decode(bytes.substr(0, size)) ? 0 : 1;
  }
  CHECK(torn == static_cast<int>(bytes.size()) - 2);  // one cut falls between the two forms
  CHECK_FALSE(AliasForms::decode(std::string(100, '\xff')));
}
