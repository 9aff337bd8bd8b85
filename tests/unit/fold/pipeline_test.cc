#include "app/pipeline.h"

#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <vector>

#include "tests/unit/fold/scratch.h"

namespace storyfold::app {
namespace {

std::string lines(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    const std::string n = std::to_string(i);
    text += R"({"id":"r)" + n +
            R"(","outlet":"晨报","published":"2031-05-20T10:00:00+08:00","text":"第)" + n +
            R"(号公告：公司今日召开会议，审议通过第)" + n +
            R"(项议案，相关事项将按规定披露。"})"
            "\n";
  }
  return text;
}

struct Run {
  PipelineTotals totals;
  std::vector<std::string> rejections;
};

Run run(const std::filesystem::path& input_path, const std::filesystem::path& store_path,
        int stop_after = -1) {
  config::Settings settings;
  settings.backfill.workers = 2;
  auto store = storage::Store::open_writer(store_path, {}, true);
  REQUIRE(store);
  auto fold = Fold::open(**store, settings.dedup);
  REQUIRE(fold);
  auto input = Input::open(input_path, settings.parse);
  REQUIRE(input);
  Run result;
  PipelineHooks hooks;
  int asked = 0;
  hooks.stop_requested = [&] { return stop_after >= 0 && asked++ >= stop_after; };
  hooks.rejected = [&](const Error& error) { result.rejections.push_back(error.what); };
  auto totals = fold_input(**input, **fold, **store, settings, hooks);
  if (!totals) FAIL(totals.error().what);
  result.totals = *totals;
  auto report = (*store)->verify({});
  REQUIRE(report);
  for (const std::string& problem : report->problems) UNSCOPED_INFO(problem);
  CHECK(report->problems_total == 0);
  return result;
}

}  // namespace

TEST_CASE("every record ends as a sighting, a repeat or a rejection", "[pipeline]") {
  const test::Scratch scratch;
  const auto input = scratch.write(
      "in.jsonl", lines(300) + "[1,2]\n" + "not json\n" + lines(2) + R"({"id":"empty"})" + "\n");
  const Run done = run(input, scratch.path() / "store");
  CHECK(done.totals.records == 305);
  CHECK(done.totals.sightings == 300);
  CHECK(done.totals.repeats == 2);
  CHECK(done.rejections.size() == 3);
  CHECK(done.totals.complete);
  CHECK(done.rejections[0].find("in.jsonl:301") != std::string::npos);
}

TEST_CASE("a stopped run goes on behind its last record, a finished one adds nothing",
          "[pipeline]") {
  const test::Scratch scratch;
  const auto input = scratch.write("in.jsonl", lines(500));
  const Run first = run(input, scratch.path() / "store", 200);
  CHECK_FALSE(first.totals.complete);
  CHECK(first.totals.sightings == 200);
  const Run second = run(input, scratch.path() / "store");
  CHECK(second.totals.resumed_at == 200);
  CHECK(second.totals.sightings == 300);
  CHECK(second.totals.repeats == 0);
  const Run third = run(input, scratch.path() / "store");
  CHECK(third.totals.nothing_new);
  CHECK(third.totals.records == 0);
}

TEST_CASE("an input that grew is read again and only adds what is new", "[pipeline]") {
  const test::Scratch scratch;
  run(scratch.write("in.jsonl", lines(50)), scratch.path() / "store");
  const Run grown = run(scratch.write("in.jsonl", lines(80)), scratch.path() / "store");
  CHECK(grown.totals.sightings == 30);
  CHECK(grown.totals.repeats == 50);
}

}  // namespace storyfold::app
