#include "app/crawl/answers.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "app/exit_codes.h"
#include "tests/unit/crawl/crawl_store.h"

namespace storyfold::app {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 20s;  // far more than anything here takes

// A daemon that follows nobody, and answers on the thread that calls.
struct Bench : CrawlStore {
  Bench() {
    all.store.dir = folder.path() / "store";
    all.crawl = settings;
    auto opened = Fold::open(*store, all.dedup);
    REQUIRE(opened);
    fold = *std::move(opened);
    CrawlHooks hooks;
    hooks.stop_requested = [] { return false; };
    auto made = Crawler::open(all, *store, *fold, book, std::move(hooks));
    REQUIRE(made);
    crawler = *std::move(made);
    auto listening = ControlServer::listen(folder.path() / "s.sock");
    REQUIRE(listening);
    server = *std::move(listening);
  }

  // The answer to one request, its last line.
  Json ask(const Json& request) {
    auto asked = std::async(std::launch::async,
                            [&] { return ask_daemon(folder.path() / "s.sock", request, nullptr); });
    const Daemon daemon{all,
                        *store,
                        *fold,
                        *crawler,
                        book,
                        [] { return Result<std::size_t>(std::size_t{0}); },
                        [] { return std::string("3 pages"); },
                        [](const ControlRequest&) {},
                        [this] { ++alive; },
                        [this] { return stop; },
                        [this] { return failure; }};
    const auto limit = std::chrono::steady_clock::now() + kPatience;
    while (asked.wait_for(1ms) != std::future_status::ready &&
           std::chrono::steady_clock::now() < limit) {
      for (const ControlRequest& taken : server->take()) answer(daemon, taken);
    }
    auto last = asked.get();
    REQUIRE(last);
    return *last;
  }

  // `number` records, each a text of its own.
  std::string archive(int number) {
    std::string lines;
    for (int i = 0; i < number; ++i) {
      const std::string id = std::to_string(i);
      lines += R"({"id": ")" + id + R"(", "url": "https://tide.example/)" + id +
               R"(", "title": "Note )" + id + R"(", "text": "The harbour master of pier )" + id +
               " said on day " + id + R"( that the ferry leaves later."})" + "\n";
    }
    return folder.file("archive.jsonl", lines);
  }

  config::Settings all;
  std::shared_ptr<const OutletBook> book = std::make_shared<const OutletBook>();
  std::unique_ptr<Fold> fold;
  std::unique_ptr<Crawler> crawler;
  std::unique_ptr<ControlServer> server;
  int alive = 0;
  bool stop = false;
  std::optional<Error> failure;
};

Json backfill_of(const std::string& path) {
  Json request{{"command", "backfill"}};
  request["paths"] = Json::array({path});
  return request;
}

}  // namespace

TEST_CASE("answers:a long command lets the daemon show that it is alive", "[crawl][control]") {
  Bench bench;
  const Json answer = bench.ask(backfill_of(bench.archive(50)));
  CHECK(answer["exit"] == kExitOk);
  CHECK(bench.alive > 0);
  CHECK(bench.store->next_sighting() == 51);
}

TEST_CASE("answers:a backfill ends when nothing can be made durable any more", "[crawl][control]") {
  Bench bench;
  bench.failure = Error{Errc::kIo, "the disk is full"};
  const Json answer = bench.ask(backfill_of(bench.archive(50)));
  CHECK(answer["exit"] == kExitIo);
  CHECK(answer["error"] == "the disk is full");
}

TEST_CASE("answers:long commands end with the daemon, and say that they were stopped",
          "[crawl][control]") {
  Bench bench;
  bench.stop = true;
  const std::string path = bench.archive(50);
  CHECK(bench.ask(backfill_of(path))["exit"] == kExitInterrupted);
  const Json again = bench.ask({{"command", "reextract"}, {"all", true}});
  CHECK(again["exit"] == kExitInterrupted);
  CHECK(again["interrupted"] == true);
}

TEST_CASE("answers:what cannot be done is refused with the command's own exit code",
          "[crawl][control]") {
  Bench bench;
  CHECK(bench.ask({{"command", "dance"}})["exit"] == kExitUsage);
  CHECK(bench.ask({{"command", "forget"}})["exit"] == kExitUsage);
  CHECK(bench.ask({{"command", "reextract"}, {"url", "no address"}})["exit"] == kExitUsage);
  CHECK(bench.ask({{"command", "backfill"}})["exit"] == kExitUsage);
  CHECK(bench.ask({{"command", "status"}, {"store", "/elsewhere"}})["exit"] == kExitStore);
  const Json none = bench.ask({{"command", "forget"}, {"reference", "https://tide.example/"}});
  CHECK(none["exit"] == kExitNotFound);
  CHECK(none["found"] == false);
}

TEST_CASE("answers:what was folded through the daemon can be taken down through it",
          "[crawl][control]") {
  Bench bench;
  REQUIRE(bench.ask(backfill_of(bench.archive(3)))["exit"] == kExitOk);
  const Json request{
      {"command", "forget"}, {"reference", "https://tide.example/1"}, {"compact", true}};
  const Json gone = bench.ask(request);
  CHECK(gone["exit"] == kExitOk);
  CHECK(gone["sightings"] == 1);
  CHECK(bench.ask(request)["before"] == true);
}

}  // namespace storyfold::app
