#include "crawler/fetch/asker.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "core/clock.h"

namespace storyfold::crawler::fetch {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

// How long a place at a host stays taken after we have hung up there.
constexpr std::chrono::seconds kUnfinishedRest{8};

// We hung up: a server that sends little notices late, and goes on until then.
bool left_unfinished(const Asked& asked) {
  const Errc code = asked.response.error().code;
  return code == Errc::kTimeout || code == Errc::kTooLarge;
}

}  // namespace

bool Asked::was_cancelled() const {
  return !has_ended || (!response && response.error().code == Errc::kCancelled);
}

Asked unanswered(Error error, std::string retry_after) {
  Asked asked;
  asked.has_ended = true;
  asked.answer.trouble = error.what;
  asked.answer.retry_after = std::move(retry_after);
  asked.response = std::move(error);
  return asked;
}

// A transfer of the pool, given back at the end of the scope.
class Asker::PooledTransfer {
 public:
  explicit PooledTransfer(Asker& asker) : asker_(asker) {
    if (asker_.idle_.empty()) {
      transfer_ = std::make_unique<Transfer>(asker_.guard_, asker_.settings_);
    } else {
      transfer_ = std::move(asker_.idle_.back());
      asker_.idle_.pop_back();
    }
  }
  PooledTransfer(const PooledTransfer&) = delete;
  PooledTransfer& operator=(const PooledTransfer&) = delete;
  ~PooledTransfer() {
    transfer_->on_sent = transfer_->on_answer = nullptr;
    asker_.idle_.push_back(std::move(transfer_));
  }
  Transfer* operator->() const { return transfer_.get(); }
  Transfer& operator*() const { return *transfer_; }

 private:
  Asker& asker_;
  std::unique_ptr<Transfer> transfer_;
};

Asker::Asker(asio::io_context& io, const AddressGuard& guard, const config::FetchSettings& settings,
             Turns& turns, Origins& origins)
    : io_(io),
      guard_(guard),
      settings_(settings),
      turns_(turns),
      origins_(origins),
      multi_(io, static_cast<long>(settings.connections)) {}

asio::awaitable<Asked> Asker::ask(std::shared_ptr<Origin> origin, TransferRequest wanted) {
  Asked asked;
  auto turn = co_await turns_.take(origin->host, origin.get());
  if (!turn) co_return asked;
  const PooledTransfer transfer(*this);
  transfer->on_sent = [&] {
    ++traffic_.requests;
    turn->sent();
  };
  transfer->on_answer = [&] { turn->answered(); };
  asked.has_ended = true;
  asked.asked_at = system_now();
  if (auto ready = transfer->prepare(std::move(wanted)); !ready) {
    asked.response = ready.error();
    asked.answer.trouble = ready.error().what;
    co_return asked;
  }
  const auto begun = steady_clock::now();
  origin->state.note_request(moment());
  origins_.list_if_changed(origin);
  const CURLcode code = co_await multi_.perform(transfer->handle());
  asked.response = transfer->finish(code);
  asked.took = std::chrono::ceil<milliseconds>(steady_clock::now() - begun);
  asked.wire_bytes = transfer->wire_bytes();
  asked.answer.sent_at = turn->sent_at();
  note(*origin, *transfer, asked);
  if (asked.response) {
    turn->answered_whole();
  } else if (!stopped_) {
    turn->cut_off();
    turn->leave_place();
    if (left_unfinished(asked) && settings_.delay.count() > 0) {
      asio::steady_timer rest(io_, kUnfinishedRest);
      resting_.insert(&rest);
      co_await rest.async_wait(asio::as_tuple(asio::use_awaitable));
      resting_.erase(&rest);
    }
  }
  co_return asked;
}

void Asker::note(Origin& origin, const Transfer& transfer, Asked& asked) {
  traffic_.bytes += asked.wire_bytes;
  traffic_.connections += transfer.connections_opened();
  traffic_.refused_addresses += transfer.addresses_refused();
  origin.state.set_response_time(Turns::clock(*origin.host).response_time());
  asked.answer.unreachable = transfer.unreachable();
  if (asked.response) {
    asked.answer.status = asked.response->head.status;
    asked.answer.retry_after = asked.response->head.retry_after;
  } else {
    asked.answer.trouble = asked.response.error().what;
  }
}

std::optional<std::chrono::sys_seconds> Asker::note_answer(const std::shared_ptr<Origin>& origin,
                                                           const Asked& asked) {
  const auto retry_at = origin->state.note_answer(asked.answer, moment());
  origins_.settle(origin);
  return retry_at;
}

void Asker::stop() {
  stopped_ = true;
  turns_.stop();
  multi_.stop();
  for (asio::steady_timer* rest : resting_) rest->cancel();
}

}  // namespace storyfold::crawler::fetch
