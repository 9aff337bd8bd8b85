#pragma once
// Which address is asked for next. In memory: for each host the addresses due soonest, the rest
// stays where it is kept; a flood of one host delays nobody else. Not thread-safe. Deterministic:
// the same calls give the same addresses. Every call costs O(log n) of what is held, whatever the
// number of hosts that are blocked or have nothing due.
//
// `capacity_per_host` addresses a host are held. Of a full host the latest go; among those already
// due the least urgent. A quarter of the places is open to urgent ones that are not due yet, so
// that a feed keeps its place while a backlog of pages is worked off. What does not fit is not
// taken, and from then on nothing later than it is taken either: what is held is always what is
// due soonest. Apart from these stand addresses that are always held, the polled sources: however
// many they are, none of them waits behind a backlog. When something left out has come due and the
// host has few others that have, fewer than a quarter of the places, starved() names it; the owner
// then offers what is kept of it again and says refilled().
//
// Times are the owner's. It takes them from a steady clock: an address that has come due stays so
// when `now` goes back, but one that waits for a far future waits.
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
  bool operator==(const DueUrl&) const = default;
};

class DueQueue {
 public:
  // Both at least 1. Addresses of a smaller priority than `always_held` take none of the capacity.
  DueQueue(std::size_t capacity_per_host, std::size_t ahead_per_host, std::uint8_t always_held = 0);
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
  // Replaces what was said before: an `until` in the past lifts the block.
  void block(std::string_view origin, std::chrono::sys_seconds until);

  // How many addresses of the host are held beside the capacity.
  [[nodiscard]] std::size_t always_held(std::string_view origin) const;

  // Hosts of which more is due than is held, in order of origin. Each is named once, until
  // refilled() is said for it.
  [[nodiscard]] std::vector<std::string> starved();
  // The owner has offered what is kept, the soonest first. `rest`: nothing that it has not offered
  // is due sooner, how urgent it is is not known; none when it has offered everything.
  void refilled(std::string_view origin, std::optional<std::chrono::sys_seconds> rest);
  // When take() or starved() may have something: not later than the last `now` when they may at
  // once. None: nothing is kept, or only on hosts with `ahead_per_host` taken.
  [[nodiscard]] std::optional<std::chrono::sys_seconds> next_due() const;
  [[nodiscard]] std::size_t size() const;   // held
  [[nodiscard]] std::size_t taken() const;  // and not yet done

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace storyfold::crawler::frontier
