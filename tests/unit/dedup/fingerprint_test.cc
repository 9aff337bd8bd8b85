#include "dedup/fingerprint.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "core/hash.h"

namespace storyfold::dedup {
namespace {

constexpr std::uint64_t kSecret = 0x5EED;

Fingerprint sign_text(const std::string& text) { return sign(make_form(text, {}), kSecret); }

const std::string kNotice =
    "云港市市场监督管理局今天公布新一批食品抽检结果。本次共抽检粮食加工品、乳制品、水产品等"
    "十二大类样品，合格率较上一季度有所提高。对不合格样品，监管部门已责令生产经营单位停止销售、"
    "召回产品，并依法立案调查。市场监督管理局提醒消费者，购买食品时应当查看标签，保留票据。";

}  // namespace

TEST_CASE("prints are stored, so equal text signs equally for ever", "[fingerprint][golden]") {
  const Fingerprint print = sign_text(kNotice);
  CHECK(print.version == 1);
  CHECK(print.tokens == 119);
  CHECK(to_hex(print.exact) == "e5c1ccac5b89d841c6eebccc30012dc6");
  CHECK(to_hex(print.simhash) == "ecdbc0a169f0e65f");
  CHECK(print.chunks.size() == 17);
}

TEST_CASE("a text without tokens has no SimHash and no chunks", "[fingerprint]") {
  const Fingerprint print = sign_text("……，。");
  CHECK(print.tokens == 0);
  CHECK(print.simhash == 0);
  CHECK(print.chunks.empty());
}

TEST_CASE("chunks survive a cut tail and a new lead", "[fingerprint]") {
  const Fingerprint whole = sign_text(kNotice);
  const std::string cut = "记者获悉一则消息，" + kNotice.substr(0, kNotice.size() / 2 / 3 * 3);
  const Fingerprint part = sign_text(cut);
  std::vector<std::uint32_t> shared;
  std::set_intersection(whole.chunks.begin(), whole.chunks.end(), part.chunks.begin(),
                        part.chunks.end(), std::back_inserter(shared));
  CHECK(shared.size() * 2 >= part.chunks.size());
}

TEST_CASE("another store's secret gives other chunks and the same public hashes", "[fingerprint]") {
  const MatchingForm form = make_form(kNotice, {});
  const Fingerprint ours = sign(form, 1);
  const Fingerprint theirs = sign(form, 2);
  CHECK(ours.exact == theirs.exact);
  CHECK(ours.simhash == theirs.simhash);
  CHECK(ours.chunks != theirs.chunks);
}

TEST_CASE("a few changed words change few bits of the SimHash", "[fingerprint]") {
  std::string edited = kNotice;
  edited.replace(edited.find("今天"), std::string("今天").size(), "昨日");
  CHECK(distance_bits(sign_text(kNotice).simhash, sign_text(edited).simhash) <= 8);
}

TEST_CASE("distance_bits counts every differing bit once", "[fingerprint]") {
  CHECK(distance_bits(0b1011, 0b0001) == 2);
  CHECK(distance_bits(0, ~std::uint64_t{0}) == 64);
}

}  // namespace storyfold::dedup
