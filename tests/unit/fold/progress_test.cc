#include "app/progress.h"

#include <catch2/catch.hpp>

#include <chrono>

namespace storyfold::app {

using namespace std::chrono_literals;

TEST_CASE("numbers and durations read as a person writes them", "[progress]") {
  CHECK(grouped(7) == "7");
  CHECK(grouped(70997) == "70,997");
  CHECK(grouped(1234567) == "1,234,567");
  CHECK(spoken(41s) == "41 s");
  CHECK(spoken(185s) == "3 min 05 s");
  CHECK(spoken(7800s) == "2 h 10 min");
}

TEST_CASE("progress shows share, rate and time left", "[progress]") {
  ProgressState state;
  state.done_bytes = 25;
  state.total_bytes = 100;
  state.records = 5000;
  CHECK(render_progress(state, 10s, 8) == " 25 % [##......] 5,000 records, 500/s, 30 s left");
  CHECK(render_progress(state, 10s, 0) == " 25 % 5,000 records, 500/s, 30 s left");
}

TEST_CASE("without a known size there is no share and no time left", "[progress]") {
  ProgressState state;
  state.records = 10;
  CHECK(render_progress(state, 2s, 8) == "10 records, 5/s");
}

TEST_CASE("at the end and at the very start nothing is promised", "[progress]") {
  ProgressState state;
  state.done_bytes = state.total_bytes = 100;
  state.records = 10;
  CHECK(render_progress(state, 1s, 4) == "100 % [####] 10 records, 10/s");
  state.done_bytes = 0;
  state.records = 0;
  CHECK(render_progress(state, 0s, 4) == "  0 % [....] 0 records");
}

}  // namespace storyfold::app
