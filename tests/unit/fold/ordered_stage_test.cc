#include "app/ordered_stage.h"

#include <catch2/catch.hpp>

#include <chrono>
#include <thread>
#include <vector>

namespace storyfold::app {

TEST_CASE("batches come out in the order they went in, whoever worked on them", "[stage]") {
  OrderedStage<int, int> stage(8);
  std::vector<std::thread> workers;
  for (int i = 0; i < 3; ++i) {
    workers.emplace_back([&] {
      stage.work([](int value) {
        if (value % 5 == 0) std::this_thread::yield();
        return value * 2;
      });
    });
  }
  std::thread producer([&] {
    for (int i = 0; i < 500; ++i) stage.push(i);
    stage.finish();
  });
  std::vector<int> out;
  while (auto value = stage.pop()) out.push_back(*value);
  producer.join();
  for (std::thread& worker : workers) worker.join();
  REQUIRE(out.size() == 500);
  for (int i = 0; i < 500; ++i) CHECK(out[static_cast<std::size_t>(i)] == i * 2);
}

TEST_CASE("stop lets everybody go though nobody takes anything out", "[stage]") {
  OrderedStage<int, int> stage(2);
  bool refused = false;
  std::thread producer([&] {
    while (stage.push(1)) {
    }
    refused = true;
  });
  std::thread worker([&] { stage.work([](int value) { return value; }); });
  stage.pop();
  stage.stop();
  producer.join();
  worker.join();
  CHECK(refused);
  CHECK_FALSE(stage.pop());
}

TEST_CASE("an empty stage that is finished gives nothing", "[stage]") {
  OrderedStage<int, int> stage(2);
  stage.finish();
  stage.work([](int value) { return value; });
  CHECK_FALSE(stage.pop());
}

}  // namespace storyfold::app
