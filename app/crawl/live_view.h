#pragma once
// What `storyfold run` shows of a crawl while it runs: on a terminal a few lines that redraw
// themselves below the stories as they are folded, elsewhere a log line now and then. One thread.
#include <chrono>
#include <cstdint>
#include <string>

#include "app/crawl/crawler.h"
#include "app/journal.h"
#include "app/output.h"
#include "app/render.h"

namespace storyfold::app {

// The state of a crawl in one line: "3.2 pages/s, 358 pages, 2 stories, 2 reposts, 1 in flight,
// 83 waiting". Also the status line that systemd shows. `rate`: pages a second lately.
[[nodiscard]] std::string status_line(const CrawlTotals& totals, double rate, std::size_t waiting,
                                      std::size_t in_flight);

class LiveView {
 public:
  enum class Mode { kQuiet, kLines, kScreen };
  LiveView(Output& err, Style style, Mode mode, std::size_t width);
  ~LiveView() { clear(); }
  LiveView(const LiveView&) = delete;
  LiveView& operator=(const LiveView&) = delete;

  void visited(const CrawlEvent& event);
  void tick(const Crawler& crawler);
  // A message that stays.
  void say(const std::string& line, Severity severity = Severity::kInfo);
  void clear();
  [[nodiscard]] const std::string& last_line() const { return line_; }

 private:
  using Clock = std::chrono::steady_clock;

  void draw();

  Output& err_;
  const Style style_;
  const Mode mode_;
  const std::size_t width_;
  bool drawn_ = false;
  std::string line_;
  const Clock::time_point begun_ = Clock::now();
  Clock::time_point drawn_at_{};
  Clock::time_point said_at_ = Clock::now();
  Clock::time_point measured_at_ = Clock::now();
  std::uint64_t measured_visits_ = 0;
  double rate_ = 0;  // smoothed
};

}  // namespace storyfold::app
