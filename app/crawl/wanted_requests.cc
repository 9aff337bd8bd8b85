#include "app/crawl/wanted_requests.h"

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

void WantedRequests::step(Crawler& crawler) {
  std::erase_if(all_, [&](const std::unique_ptr<One>& one) {
    if (auto stepped = one->wanted.step(crawler); !stepped) {
      one->request.finish({{"error", stepped.error().what}}, exit_code(stepped.error().code));
      return true;
    }
    one->tell();
    if (!one->wanted.done()) return false;
    const WantedTotals& totals = one->wanted.totals();
    one->request.finish(to_json(totals), totals.all_stored() ? kExitOk : kExitPartial);
    return true;
  });
}

void WantedRequests::stop() {
  for (const auto& one : all_) one->request.finish(to_json(one->wanted.totals()), kExitInterrupted);
  all_.clear();
}

}  // namespace storyfold::app
