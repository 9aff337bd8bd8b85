#include "crawler/parse/outlet.h"

#include <catch2/catch.hpp>

namespace storyfold::crawler::parse {

TEST_CASE("outlets, people and topics are told apart", "[post]") {
  for (const char* name :
       {"海港早报", "海港网", "海港财经", "港湾观察", "Harbor Daily", "BBC News",
        "Marrow Bay Ledger", "Harbor Observer", "Harbor Bay Star", "The Sun", "Harbor Bulletin"}) {
    INFO(name);
    CHECK(looks_like_outlet(name));
    CHECK_FALSE(looks_like_person(name));
  }
  for (const char* name : {"林一舟", "欧阳明月", "王强", "Ada Quill", "Yan Sun", "Ada Star"}) {
    INFO(name);
    CHECK(looks_like_person(name));
    CHECK_FALSE(looks_like_outlet(name));
  }
  for (const char* name : {"金融", "财经", "要闻", "haigangzaobao"}) {
    INFO(name);
    CHECK_FALSE(looks_like_outlet(name));
    CHECK_FALSE(looks_like_person(name));
  }
}

TEST_CASE("a post's outlet: its author, else the category that names one", "[post]") {
  CHECK(outlet_of_post({"海港财经"}, {"金融", "海港财经", "海港财经－国内"}) == "海港财经");
  CHECK(outlet_of_post({"Marrow Bay Ledger"}, {"Business"}) == "Marrow Bay Ledger");
  CHECK(outlet_of_post({}, {"haigangzaobao", "海港早报新闻"}) == "海港早报");
  CHECK(outlet_of_post({}, {"金融", "港视新闻"}) == "港视新闻");
  CHECK(outlet_of_post({"林一舟"}, {"金融", "海港早报"}) == "海港早报");
  CHECK(outlet_of_post({"林一舟"}, {"技术"}).empty());
  CHECK(outlet_of_post({}, {}).empty());
  CHECK(outlet_of_post({}, {"haigang", "金融"}).empty());
}

}  // namespace storyfold::crawler::parse
