#include "app/crawl/wanted_requests.h"

#include <algorithm>
#include <string>
#include <utility>

#include "app/crawl/wanted_json.h"
#include "app/exit_codes.h"

namespace storyfold::app {
namespace {

constexpr std::chrono::seconds kToldEvery{1};
constexpr std::uint64_t kTroublesTold = 100;  // a command prints some of them, the rest is counted

}  // namespace

struct WantedRequests::One {
  One(WantedRequests& all, ControlRequest asked, WantedSpec spec)
      : request(std::move(asked)),
        wanted(all.settings_, all.store_, all.fold_, std::move(spec),
               {all.reload_, [this](const std::string& url, const std::string& reason) {
                  if (++troubles <= kTroublesTold) {
                    request.send({{"trouble", url}, {"reason", reason}});
                  }
                }}) {}

  void tell() {
    const auto now = Clock::now();
    if (now - told < kToldEvery) return;
    told = now;
    const WantedTotals& totals = wanted.totals();
    request.send({{"progress", true},
                  {"ended", totals.ended()},
                  {"addresses", totals.addresses},
                  {"stored", totals.stored}});
  }

  ControlRequest request;
  std::uint64_t troubles = 0;
  Wanted wanted;  // calls back from its constructor on
  Clock::time_point told{};
  bool over = false;
};

WantedRequests::WantedRequests(const config::Settings& settings, storage::Store& store, Fold& fold,
                               std::function<Result<void>()> reload)
    : settings_(settings), store_(store), fold_(fold), reload_(std::move(reload)) {}

WantedRequests::~WantedRequests() = default;

void WantedRequests::take(const ControlRequest& request) {
  auto spec = wanted_spec_of(request.request());
  if (!spec) {
    request.finish({{"error", spec.error().what}}, exit_code(spec.error().code));
    return;
  }
  all_.push_back(std::make_unique<One>(*this, request, *std::move(spec)));
}

void WantedRequests::visited(const CrawlEvent& event) {
  for (const auto& one : all_) one->wanted.visited(event);
}

// Two passes: while one steps, all are told what it brings.
void WantedRequests::step(Crawler& crawler) {
  for (const auto& one : all_) step(crawler, *one);
  std::erase_if(all_, [](const std::unique_ptr<One>& one) { return one->over; });
}

void WantedRequests::step(Crawler& crawler, One& one) {
  const bool unwanted = one.request.unwanted();
  auto stepped = unwanted ? stop(crawler, one) : one.wanted.step(crawler);
  const WantedTotals& totals = one.wanted.totals();
  one.over = true;
  if (!stepped) {
    one.request.finish({{"error", stepped.error().what}}, exit_code(stepped.error().code));
  } else if (unwanted) {
    one.request.finish(to_json(totals), kExitInterrupted);
  } else if (one.wanted.done()) {
    one.request.finish(to_json(totals), totals.all_stored() ? kExitOk : kExitPartial);
  } else {
    one.tell();
    one.over = false;
  }
}

Result<void> WantedRequests::stop(Crawler& crawler, One& one) {
  return one.wanted.stop(crawler, [&](const std::string& url) {
    return std::any_of(all_.begin(), all_.end(), [&](const std::unique_ptr<One>& other) {
      return other.get() != &one && !other->over && other->wanted.holds(url);
    });
  });
}

void WantedRequests::stop() {
  for (const auto& one : all_) one->request.finish(to_json(one->wanted.totals()), kExitInterrupted);
  all_.clear();
}

}  // namespace storyfold::app
