#include "app/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace storyfold::app {
namespace {

constexpr std::chrono::milliseconds kRedraw{200};
constexpr std::chrono::seconds kLine{5};
constexpr int kBarColumns = 28;

}  // namespace

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

std::string spoken(std::chrono::duration<double> duration) {
  const auto seconds = static_cast<std::uint64_t>(std::llround(std::max(0.0, duration.count())));
  if (seconds < 60) return fmt::format("{} s", seconds);
  if (seconds < 3600) return fmt::format("{} min {:02} s", seconds / 60, seconds % 60);
  return fmt::format("{} h {:02} min", seconds / 3600, seconds / 60 % 60);
}

std::string render_progress(const ProgressState& state, std::chrono::duration<double> elapsed,
                            int bar_columns) {
  std::string line;
  const double share = state.total_bytes == 0
                           ? 0
                           : std::min(1.0, static_cast<double>(state.done_bytes) /
                                               static_cast<double>(state.total_bytes));
  if (state.total_bytes != 0) {
    line += fmt::format("{:3.0f} % ", std::floor(share * 100));
    if (bar_columns > 0) {
      const int full = static_cast<int>(share * bar_columns);
      line += '[' + std::string(static_cast<std::size_t>(full), '#') +
              std::string(static_cast<std::size_t>(bar_columns - full), '.') + "] ";
    }
  }
  line += grouped(state.records) + ' ' + std::string(state.records_name);
  const double seconds = elapsed.count();
  if (seconds > 0.5) {
    line += fmt::format(
        ", {}/s",
        grouped(static_cast<std::uint64_t>(static_cast<double>(state.records) / seconds)));
    if (share > 0.01 && share < 1) {
      const std::chrono::duration<double> left{seconds / share - seconds};
      line += ", " + spoken(left) + " left";
    }
  }
  if (!state.note.empty()) line += ", " + state.note;
  return line;
}

Progress::Progress(std::string label, bool quiet)
    : label_(std::move(label)), quiet_(quiet), terminal_(isatty(STDERR_FILENO) == 1) {}

std::chrono::duration<double> Progress::elapsed() const { return Clock::now() - started_; }

void Progress::update(const ProgressState& state) {
  if (quiet_) return;
  const auto now = Clock::now();
  const auto since = last_ == Clock::time_point{} ? now - started_ : now - last_;
  if (since < (terminal_ ? Clock::duration(kRedraw) : Clock::duration(kLine))) return;
  last_ = now;
  const std::string line =
      label_ + ' ' + render_progress(state, now - started_, terminal_ ? kBarColumns : 0);
  if (terminal_) {
    fmt::print(stderr, "\r\x1b[K{}", line);
    std::fflush(stderr);
    drawn_ = true;
  } else {
    fmt::print(stderr, "{}\n", line);
  }
}

void Progress::clear() {
  if (!drawn_) return;
  fmt::print(stderr, "\r\x1b[K");
  std::fflush(stderr);
  drawn_ = false;
}

}  // namespace storyfold::app
