#pragma once
// One polite request, from its turn to its end: waits for the turn, sends it, and notes what came
// with the host's clock and the origin. Internal to this folder; everything on the loop's thread.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "config/settings.h"
#include "core/result.h"
#include "crawler/fetch/address_guard.h"
#include "crawler/fetch/multi.h"
#include "crawler/fetch/origin_state.h"
#include "crawler/fetch/origins.h"
#include "crawler/fetch/transfer.h"
#include "crawler/fetch/turns.h"

namespace storyfold::crawler::fetch {

struct Asked {
  Result<Response> response;
  HostAnswer answer;
  bool has_ended = false;  // false: no turn came, `response` is empty
  std::chrono::sys_seconds asked_at{};
  std::chrono::milliseconds took{};
  std::uint64_t wire_bytes = 0;

  // No turn came, or the request was cut off by stop() or a cancellation.
  [[nodiscard]] bool was_cancelled() const;
};

// As if it had been asked, and this had come of it.
[[nodiscard]] Asked unanswered(Error error, std::string retry_after = "");

struct Traffic {
  std::uint64_t requests = 0, bytes = 0, connections = 0, refused_addresses = 0;
};

class Asker {
 public:
  // Borrows all for its life.
  Asker(boost::asio::io_context& io, const AddressGuard& guard,
        const config::FetchSettings& settings, Turns& turns, Origins& origins);

  // Ends when the request has, or later: with a host that we hung up on its place is kept for a
  // while, and the caller has to wait for that.
  boost::asio::awaitable<Asked> ask(std::shared_ptr<Origin> origin, TransferRequest wanted);

  // What `asked` says of the origin's willingness. Not for robots.txt of its own: what that means
  // is OriginState::take_robots(). Returns when the address may be asked again, if that is said.
  std::optional<std::chrono::sys_seconds> note_answer(const std::shared_ptr<Origin>& origin,
                                                      const Asked& asked);

  // Every request that waits or runs is cancelled, later ones at once.
  void stop();
  [[nodiscard]] bool stopped() const { return stopped_; }
  [[nodiscard]] const Traffic& traffic() const { return traffic_; }

 private:
  class PooledTransfer;

  void note(Origin& origin, const Transfer& transfer, Asked& asked);

  boost::asio::io_context& io_;
  const AddressGuard& guard_;
  const config::FetchSettings& settings_;
  Turns& turns_;
  Origins& origins_;
  Multi multi_;
  std::unordered_set<boost::asio::steady_timer*> resting_;  // places kept after we hung up
  std::vector<std::unique_ptr<Transfer>> idle_;
  Traffic traffic_;
  bool stopped_ = false;
};

}  // namespace storyfold::crawler::fetch
