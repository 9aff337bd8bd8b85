// What the engine makes of names that lead nowhere, inside, or first here and then there.
#include <netdb.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "tests/integration/fetch/crawl.h"
#include "tests/integration/fetch/names.h"
#include "tests/integration/fetch/scripted_server.h"

using namespace std::chrono_literals;
using namespace storyfold;
using namespace storyfold::crawler::fetch;
using namespace storyfold::test;
using std::chrono::steady_clock;

namespace {

constexpr auto* kPage = "<!doctype html><title>Ferry</title>";

std::string port_of(const ScriptedServer& web) {
  return web.origin().substr(web.origin().rfind(':'));
}

}  // namespace

TEST_CASE("a name that leads nowhere is a reason, and its host is left alone", "[fetch][names]") {
  ScriptedServer good("127.1.0.1");
  good.on("*", answer(kPage));
  set_name("missing.example", {EAI_NONAME, {}, 0ms});
  set_name("broken.example", {EAI_AGAIN, {}, 0ms});  // SERVFAIL
  set_name("hanging.example", {EAI_AGAIN, {}, 1500ms});
  auto settings = quick_settings();
  settings.connect_timeout = 300ms;
  Crawl crawl(settings);
  const auto begun = steady_clock::now();
  const auto outcomes = crawl.get_all({"http://missing.example/", "http://broken.example/",
                                       "http://hanging.example/", good.url("/a"), good.url("/b")});
  CHECK(steady_clock::now() - begun < 1400ms);  // nobody waited for the lookup that hangs
  for (std::size_t i = 0; i < 3; ++i) {
    CAPTURE(i);
    CHECK(outcomes[i].end == FetchEnd::kBlocked);
    CHECK(outcomes[i].error.what.starts_with("robots.txt: "));
    CHECK(outcomes[i].retry_at);
  }
  CHECK(outcomes[0].error.what.find("resolve") != std::string::npos);
  CHECK(outcomes[2].error.what.find("in time") != std::string::npos);
  CHECK(outcomes[3].end == FetchEnd::kPage);
  CHECK(outcomes[4].end == FetchEnd::kPage);
  CHECK(crawl.get("http://missing.example/again").requests == 0);
}

TEST_CASE("a name that leads inside is refused where it would be connected to", "[fetch][names]") {
  ScriptedServer web("127.1.0.1");
  ScriptedServer inside("127.2.0.1");
  web.on("/to-inside", redirect("http://inside.example" + port_of(inside) + "/admin"));
  web.on("*", answer(kPage));
  inside.on("*", answer("secret"));
  set_name("web.example", {0, {"127.1.0.1"}, 0ms});
  set_name("inside.example", {0, {"127.2.0.1", "::ffff:127.2.0.1", "10.0.0.1"}, 0ms});
  Crawl crawl;
  const auto direct = crawl.get("http://inside.example" + port_of(inside) + "/admin");
  CHECK(direct.end == FetchEnd::kBlocked);
  CHECK(direct.error.what.find("refused to connect to") != std::string::npos);
  CHECK(direct.error.what.find("127.2.0.1 (loopback)") != std::string::npos);
  Crawl fresh;
  const auto redirected = fresh.get("http://web.example" + port_of(web) + "/to-inside", 3);
  CHECK(redirected.end == FetchEnd::kBlocked);
  CHECK(redirected.page.redirects.size() == 1);
  CHECK(inside.seen().empty());
}

TEST_CASE("of many addresses only public ones are tried", "[fetch][names]") {
  ScriptedServer web("127.1.0.1");
  web.on("*", answer(kPage));
  ScriptedServer inside("127.2.0.1");
  std::vector<std::string> many;
  for (int i = 0; i < 1000; ++i)
    many.push_back("127.2." + std::to_string(i / 250) + "." + std::to_string(i % 250 + 1));
  set_name("inside.example", {0, many, 0ms});
  set_name("mixed.example", {0, {"127.2.0.1", "10.0.0.1", "127.1.0.1"}, 0ms});
  Crawl crawl;
  CHECK(crawl.get("http://mixed.example" + port_of(web) + "/").end == FetchEnd::kPage);
  const auto none = crawl.get("http://inside.example" + port_of(web) + "/");
  CHECK(none.end == FetchEnd::kBlocked);
  CHECK(none.error.what.size() < 500);
  CHECK(inside.seen().empty());
}

TEST_CASE("a name that changes its mind is judged by what is connected to", "[fetch][names]") {
  ScriptedServer web("127.1.0.1");
  const auto port = port_of(web);
  const std::vector<std::string> close{"Connection: close"};
  web.on("/robots.txt", answer("", close, "404 Not Found"));
  web.on("*", answer(kPage, close));
  for (int i = 0; i < 20; ++i) {
    const std::string name = "flip" + std::to_string(i) + ".example";
    set_name(name, {0, {"127.1.0.1"}, 0ms});
    Crawl crawl;
    CHECK(crawl.get("http://" + name + port + "/").end == FetchEnd::kPage);
    std::map<std::string, HostRecord> kept;
    for (auto& record : crawl.engine.take_changed_hosts()) kept[record.origin] = record;
    // The next run looks it up again. What it kept of robots.txt lets the page itself be asked.
    set_name(name, {0, {"127.2.0.1"}, 0ms});
    Crawl next(quick_settings(), kept);
    const auto rebound = next.get("http://" + name + port + "/");
    CHECK(rebound.end == FetchEnd::kFailed);
    CHECK(rebound.error.what.find("refused to connect to 127.2.0.1") != std::string::npos);
  }
  CHECK(web.seen("/").size() == 20);
}
