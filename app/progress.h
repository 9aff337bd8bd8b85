#pragma once
// Progress of a long command on standard error: a bar that redraws itself on a terminal, a line
// every few seconds otherwise. Works from bytes read, since the number of records is not known
// beforehand. One thread at a time.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace storyfold::app {

struct ProgressState {
  std::uint64_t done_bytes = 0;
  std::uint64_t total_bytes = 0;  // 0 = not known
  std::uint64_t records = 0;
  std::string note;  // "1,204 stories"
  std::string_view records_name = "records";
};

// One line without line break: percent, bar of `bar_columns` cells (none when 0), records, rate
// and time left. `elapsed` is that of this run, in which `state.records` were done.
[[nodiscard]] std::string render_progress(const ProgressState& state,
                                          std::chrono::duration<double> elapsed, int bar_columns);

// "70,997"
[[nodiscard]] std::string grouped(std::uint64_t number);
// "41 s", "3 min 05 s", "2 h 10 min"
[[nodiscard]] std::string spoken(std::chrono::duration<double> duration);

class Progress {
 public:
  Progress(std::string label, bool quiet);
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void update(const ProgressState& state);
  // Takes the bar off the screen, so that another line can be written.
  void clear();
  [[nodiscard]] std::chrono::duration<double> elapsed() const;

 private:
  using Clock = std::chrono::steady_clock;
  std::string label_;
  bool quiet_;
  bool terminal_;
  bool drawn_ = false;
  Clock::time_point started_ = Clock::now();
  Clock::time_point last_{};
};

}  // namespace storyfold::app
