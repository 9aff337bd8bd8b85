#pragma once
// Which address is asked for next. In memory: for each host the addresses due soonest, the rest
// stays where it is kept; a flood of one host delays nobody else. Not thread-safe.
//
// `capacity` addresses a host are held. What does not fit is not taken, and the host is marked:
// when it runs low, starved() names it and the owner offers what is kept again.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace storyfold::crawler::frontier {

struct DueUrl {
  std::chrono::sys_seconds due{};
  std::uint8_t priority = 100;  // among those due, smaller first; then earlier due, then address
  std::string url;              // crawl form
  std::string origin;
};

class DueQueue {
 public:
  DueQueue(std::size_t capacity_per_host, std::size_t ahead_per_host);
  ~DueQueue();
  DueQueue(const DueQueue&) = delete;
  DueQueue& operator=(const DueQueue&) = delete;

  // False: not taken, the host is full of earlier ones (a later one may be pushed out for it). An
  // address held already is moved to the new time.
  bool offer(DueUrl url);
  void remove(std::string_view url, std::string_view origin);
  // The next one due at `now`: hosts take turns; a host with `ahead_per_host` taken and not yet
  // done, or one blocked, is passed over.
  std::optional<DueUrl> take(std::chrono::sys_seconds now);
  void done(std::string_view origin);  // one that was taken has ended
  void block(std::string_view origin, std::chrono::sys_seconds until);

  // Hosts that may have more kept than is held and hold fewer than a quarter of the capacity.
  [[nodiscard]] std::vector<std::string> starved() const;
  void refilled(std::string_view origin, bool more);  // the owner has offered what is kept
  // When take() may have something; none: nothing is held that is not blocked or taken.
  [[nodiscard]] std::optional<std::chrono::sys_seconds> next_due() const;
  [[nodiscard]] std::size_t size() const;   // held
  [[nodiscard]] std::size_t taken() const;  // and not yet done

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace storyfold::crawler::frontier
