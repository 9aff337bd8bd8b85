#include "app/crawl/live_view.h"

#include <fmt/format.h>

namespace storyfold::app {
namespace {

using namespace std::chrono_literals;

constexpr auto kRedraw = 200ms;
constexpr std::chrono::steady_clock::duration kLineEvery = 60s;
constexpr std::chrono::steady_clock::duration kFirstLines =
    10s;  // as often in the first minute, so that one sees it work
constexpr auto kMeasure = 1s;
constexpr double kSmoothing = 0.3;

std::string_view mark_of(const CrawlEvent& event) {
  if (event.folded->relation == Relation::kOriginal) return "new";
  return to_string(event.folded->relation);
}

}  // namespace

std::string status_line(const CrawlTotals& totals, double rate, std::size_t waiting,
                        std::size_t in_flight) {
  return fmt::format("{:.1f} pages/s, {} pages, {} stories, {} reposts, {} in flight, {} waiting",
                     rate, group_digits(totals.visits), group_digits(totals.stories),
                     group_digits(totals.reposts), in_flight, group_digits(waiting));
}

LiveView::LiveView(Output& err, Style style, Mode mode, std::size_t width)
    : err_(err), style_(style), mode_(mode), width_(width) {}

void LiveView::visited(const CrawlEvent& event) {
  if (mode_ != Mode::kScreen || event.folded == nullptr) return;
  clear();
  const bool repost = event.folded->relation != Relation::kOriginal;
  const std::string mark = pad(mark_of(event), 9);
  const std::string story = to_hex(event.folded->story.value).substr(0, 8);
  const std::string text = pad(fit(printable(event.outlet), 16), 17) + printable(event.title);
  err_.line(style_.paint(repost ? Role::kGood : Role::kLabel, mark) + ' ' +
            style_.paint(Role::kId, story) + ' ' + (width_ > 20 ? fit(text, width_ - 20) : text));
  draw();
}

void LiveView::tick(const Crawler& crawler) {
  const auto now = Clock::now();
  if (now - measured_at_ >= kMeasure) {
    const double seconds = std::chrono::duration<double>(now - measured_at_).count();
    const double fresh = static_cast<double>(crawler.totals().visits - measured_visits_) / seconds;
    rate_ += kSmoothing * (fresh - rate_);
    measured_visits_ = crawler.totals().visits;
    measured_at_ = now;
  }
  line_ = status_line(crawler.totals(), rate_, crawler.waiting(), crawler.in_flight());
  if (mode_ == Mode::kScreen && now - drawn_at_ >= kRedraw) {
    clear();
    draw();
  }
  const auto every = now - begun_ < kLineEvery ? kFirstLines : kLineEvery;
  if (mode_ == Mode::kLines && now - said_at_ >= every) {
    said_at_ = now;
    say("storyfold: " + line_);
  }
}

void LiveView::say(const std::string& line, Severity severity) {
  clear();
  err_.line(said(severity, line));
  (void)err_.flush();  // a lost line loses nothing
}

void LiveView::draw() {
  drawn_at_ = Clock::now();
  err_.write(style_.paint(Role::kTitle, width_ > 1 ? fit(line_, width_ - 1) : line_));
  drawn_ = true;
  (void)err_.flush();
}

void LiveView::clear() {
  if (!drawn_) return;
  err_.write("\r\x1b[K");
  drawn_ = false;
}

}  // namespace storyfold::app
