#include "crawler/fetch/origins.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace storyfold;
using namespace storyfold::crawler::fetch;

namespace {

constexpr std::size_t kMetBeforeForgetting = 1024;

// Origins whose records are kept in a map.
struct Met {
  config::FetchSettings settings;
  boost::asio::io_context io;
  Turns turns{io, settings};
  std::map<std::string, HostRecord> kept;
  Origins origins{io, turns, [this](const std::string& name) -> std::optional<HostRecord> {
                    const auto found = kept.find(name);
                    if (found == kept.end()) return std::nullopt;
                    return found->second;
                  }};

  std::shared_ptr<Origin> meet(const std::string& url) { return origins.meet(*parse_url(url)); }

  void meet_many(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
      (void)meet("http://h" + std::to_string(i) + ".example/");
  }
};

HostAnswer refusal() {
  HostAnswer answer;
  answer.sent_at = moment().steady;
  answer.status = 503;
  return answer;
}

}  // namespace

TEST_CASE("an origin is met once: scheme, host and port", "[fetch][origins]") {
  Met met;
  const auto origin = met.meet("https://n.example/a");
  CHECK(met.meet("https://n.example:443/b?c") == origin);
  CHECK(met.meet("http://n.example/a") != origin);
  CHECK(met.meet("https://n.example:8443/a") != origin);
  CHECK(met.origins.size() == 3);
  // Ports and schemes of one host wait for one clock.
  CHECK(met.meet("http://n.example/a")->host == origin->host);
}

TEST_CASE("a record that changed is taken once", "[fetch][origins]") {
  Met met;
  const auto origin = met.meet("https://n.example/");
  (void)origin->state.take_changed();
  met.origins.list_if_changed(origin);
  CHECK(met.origins.take_changed().empty());
  (void)origin->state.note_answer(refusal(), moment());
  met.origins.settle(origin);
  met.origins.settle(origin);
  const auto records = met.origins.take_changed();
  REQUIRE(records.size() == 1);
  CHECK(records.front().origin == "https://n.example");
  CHECK(records.front().failures == 1);
  CHECK(met.origins.take_changed().empty());
}

TEST_CASE("of many origins those that are idle and kept elsewhere are forgotten",
          "[fetch][origins]") {
  Met met;
  const auto held = met.meet("https://held.example/");
  auto blocked = met.meet("https://blocked.example/");
  (void)blocked->state.note_answer(refusal(), moment());
  const bool is_kept = GENERATE(false, true);
  if (is_kept) met.kept["https://blocked.example"] = blocked->state.record();
  const std::weak_ptr<Origin> released = blocked;
  blocked.reset();
  met.meet_many(kMetBeforeForgetting);
  CHECK(met.meet("https://held.example/") == held);
  // Nobody but the engine knew of the block.
  CHECK(released.expired() == is_kept);
  CHECK(met.origins.size() < 10);
}

TEST_CASE("sitemap lines are those of a robots.txt that was read, resolved", "[fetch][origins]") {
  Met met;
  CHECK(met.origins.sitemaps_of("https://n.example").empty());
  const auto origin = met.meet("https://n.example/");
  HostAnswer answer;
  answer.status = 200;
  origin->state.take_robots(answer, "Sitemap: /map.xml\nSitemap: https://m.example/\n", moment());
  CHECK(met.origins.sitemaps_of("https://n.example") ==
        std::vector<std::string>{"https://n.example/map.xml", "https://m.example/"});
}
