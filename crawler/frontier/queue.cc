#include "crawler/frontier/queue.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace storyfold::crawler::frontier {
namespace {

using std::chrono::sys_seconds;

// One address as the sets of its host know it; the text is the key of Host::held.
struct Entry {
  sys_seconds due{};
  std::uint8_t priority = 0;
  std::string_view url;
};

struct MoreUrgent {
  bool operator()(const Entry& a, const Entry& b) const {
    return std::tie(a.priority, a.due, a.url) < std::tie(b.priority, b.due, b.url);
  }
};

struct Sooner {
  bool operator()(const Entry& a, const Entry& b) const {
    return std::tie(a.due, a.priority, a.url) < std::tie(b.due, b.priority, b.url);
  }
};

struct Held {
  sys_seconds due{};
  std::uint8_t priority = 0;
  bool ready = false;  // which of the sets has it
};

constexpr std::uint8_t kLeastUrgent = std::numeric_limits<std::uint8_t>::max();

// What is kept but not held comes after this.
struct Outside {
  sys_seconds due = sys_seconds::max();
  std::uint8_t priority = kLeastUrgent;
};

// Where the host stands: at most one place.
enum class Place : std::uint8_t {
  kNowhere,   // nothing to take, or enough taken
  kTurn,      // has something due: in `turns`
  kWaiting,   // for its first address, held or not, or the end of its block: in `waiting`
  kExpiring,  // holds nothing but a block: in `expiring`
};

struct Host {
  std::map<std::string, Held, std::less<>> held;
  std::set<Entry, MoreUrgent> ready;  // have come due
  std::set<Entry, Sooner> later;
  std::set<Entry, Sooner> later_always;  // the same of those that are always held
  std::size_t always = 0;                // of `held`
  std::size_t taken = 0;
  sys_seconds blocked_until{};
  std::optional<Outside> outside;
  bool refilling = false;  // named by starved(), not refilled yet
  Place place = Place::kNowhere;
  std::uint64_t turn = 0;  // in `turns`
  sys_seconds wake{};      // in `waiting` and `expiring`
};

}  // namespace

struct DueQueue::Impl {
  using Hosts = std::map<std::string, Host, std::less<>>;
  using Named = Hosts::value_type;  // nodes of a map stay where they are
  struct SoonerHost {
    bool operator()(const std::pair<sys_seconds, Named*>& a,
                    const std::pair<sys_seconds, Named*>& b) const {
      return std::tie(a.first, a.second->first) < std::tie(b.first, b.second->first);
    }
  };

  std::size_t capacity = 1;
  std::size_t ahead = 1;
  std::uint8_t always_below = 0;
  Hosts hosts;
  std::map<std::uint64_t, Named*> turns;
  std::set<std::pair<sys_seconds, Named*>, SoonerHost> waiting;
  std::set<std::pair<sys_seconds, Named*>, SoonerHost> expiring;
  std::set<std::string, std::less<>> hungry;
  std::uint64_t next_turn = 0;
  sys_seconds now{};
  std::size_t size = 0;
  std::size_t taken = 0;

  // Places for urgent addresses that are not due yet, among ones that are.
  [[nodiscard]] std::size_t reserve() const { return capacity / 4; }

  [[nodiscard]] bool is_always(std::uint8_t priority) const { return priority < always_below; }
  [[nodiscard]] static std::size_t counted(const Host& host) {
    return host.held.size() - host.always;
  }
  [[nodiscard]] std::set<Entry, Sooner>& later_of(Host& host, std::uint8_t priority) const {
    return is_always(priority) ? host.later_always : host.later;
  }

  Named& host_of(std::string_view origin) {
    const auto found = hosts.find(origin);
    return found != hosts.end() ? *found : *hosts.try_emplace(std::string(origin)).first;
  }

  void insert(Host& host, sys_seconds due, std::uint8_t priority, std::string url) {
    const bool ready = due <= now;
    const auto [at, fresh] = host.held.insert_or_assign(std::move(url), Held{due, priority, ready});
    const Entry entry{due, priority, at->first};
    if (ready) {
      host.ready.insert(entry);
    } else {
      later_of(host, priority).insert(entry);
    }
    host.always += is_always(priority) ? 1 : 0;
    ++size;
  }

  // False: it was not held.
  bool erase(Host& host, std::string_view url) {
    const auto found = host.held.find(url);
    if (found == host.held.end()) return false;
    const Entry entry{found->second.due, found->second.priority, found->first};
    if (found->second.ready) {
      host.ready.erase(entry);
    } else {
      later_of(host, entry.priority).erase(entry);
    }
    host.always -= is_always(entry.priority) ? 1 : 0;
    host.held.erase(found);
    --size;
    return true;
  }

  // What has come due moves over; each address does so at most once.
  void promote(Host& host) const {
    for (auto* later : {&host.later, &host.later_always}) {
      while (!later->empty() && later->begin()->due <= now) {
        const auto node = later->extract(later->begin());
        host.held.find(node.value().url)->second.ready = true;
        host.ready.insert(node.value());
      }
    }
  }

  static void leave_outside(Host& host, sys_seconds due, std::uint8_t priority) {
    Outside& outside = host.outside ? *host.outside : host.outside.emplace();
    outside.due = std::min(outside.due, due);
    outside.priority = std::min(outside.priority, priority);
  }

  // Whether something kept outside comes before it.
  [[nodiscard]] bool overtakes(const Host& host, const DueUrl& url) const {
    if (!host.outside || host.refilling || is_always(url.priority) || url.due <= host.outside->due)
      return false;
    const bool room = url.due <= now || host.later.size() < reserve();
    return !(url.priority < host.outside->priority && room);
  }

  // The one that a host with too many can best do without; there is one that is not always held.
  [[nodiscard]] Entry victim(const Host& host) const {
    const bool none_ready = host.ready.empty() || is_always(host.ready.rbegin()->priority);
    if (none_ready || host.later.size() > reserve()) return *host.later.rbegin();
    if (host.later.empty()) return *host.ready.rbegin();
    const Entry& least = *host.ready.rbegin();
    const Entry& last = *host.later.rbegin();
    return last.priority < least.priority ? least : last;
  }

  void leave_place(Named& named) {
    Host& host = named.second;
    if (host.place == Place::kTurn) turns.erase(host.turn);
    if (host.place == Place::kWaiting) waiting.erase({host.wake, &named});
    if (host.place == Place::kExpiring) expiring.erase({host.wake, &named});
    host.place = Place::kNowhere;
  }

  void wait(Named& named, sys_seconds wake, Place place) {
    named.second.wake = wake;
    named.second.place = place;
    (place == Place::kWaiting ? waiting : expiring).insert({wake, &named});
  }

  // Puts the host where it belongs after a change; one that has nothing left is forgotten.
  void settle(Named& named) {
    Host& host = named.second;
    promote(host);
    const bool more = host.outside && !host.refilling;
    const bool more_due = more && host.outside->due <= now;
    if (more_due && host.ready.size() * 4 < capacity) {
      hungry.insert(named.first);
    } else {
      hungry.erase(named.first);
    }
    if (!host.ready.empty() && host.taken < ahead && host.blocked_until <= now) {
      if (host.place == Place::kTurn) return;  // keeps its turn
      leave_place(named);
      host.place = Place::kTurn;
      host.turn = next_turn++;
      turns.emplace(host.turn, &named);
      return;
    }
    leave_place(named);
    if (!host.held.empty() || (more && !more_due)) {
      if (host.taken < ahead) wait(named, wake_of(host, more && !more_due), Place::kWaiting);
    } else if (host.blocked_until > now) {
      wait(named, host.blocked_until, Place::kExpiring);
    } else if (host.taken == 0 && !host.outside && !host.refilling) {
      hosts.erase(hosts.find(named.first));
    }
  }

  // When a host that has nothing to take now may have something. `more`: to come from outside.
  [[nodiscard]] static sys_seconds wake_of(const Host& host, bool more) {
    sys_seconds first = host.ready.empty() ? sys_seconds::max() : sys_seconds::min();
    for (const auto* later : {&host.later, &host.later_always}) {
      if (!later->empty()) first = std::min(first, later->begin()->due);
    }
    if (more) first = std::min(first, host.outside->due);
    return std::max(first, host.blocked_until);
  }

  void advance(sys_seconds to) {
    now = to;
    while (!waiting.empty() && waiting.begin()->first <= now) settle(*waiting.begin()->second);
    while (!expiring.empty() && expiring.begin()->first <= now) settle(*expiring.begin()->second);
  }

  // The first address of the host whose turn it is.
  DueUrl take_from(Named& named) {
    Host& host = named.second;
    promote(host);
    const Entry first = *host.ready.begin();
    DueUrl url{first.due, first.priority, std::string(first.url), named.first};
    erase(host, url.url);
    ++host.taken;
    ++taken;
    return url;
  }
};

DueQueue::DueQueue(std::size_t capacity_per_host, std::size_t ahead_per_host,
                   std::uint8_t always_held)
    : impl_(std::make_unique<Impl>()) {
  impl_->always_below = always_held;
  impl_->capacity = std::max<std::size_t>(capacity_per_host, 1);
  impl_->ahead = std::max<std::size_t>(ahead_per_host, 1);
}

DueQueue::~DueQueue() = default;

bool DueQueue::offer(DueUrl url) {
  auto& named = impl_->host_of(url.origin);
  Host& host = named.second;
  const bool moved = impl_->erase(host, url.url);
  if (!moved && impl_->overtakes(host, url)) {
    Impl::leave_outside(host, url.due, url.priority);
    impl_->settle(named);
    return false;
  }
  bool held = true;
  const std::string text = url.url;
  impl_->insert(host, url.due, url.priority, std::move(url.url));
  if (Impl::counted(host) > impl_->capacity) {
    impl_->promote(host);
    const Entry out = impl_->victim(host);
    held = out.url != text;
    Impl::leave_outside(host, out.due, out.priority);
    impl_->erase(host, std::string(out.url));
  }
  impl_->settle(named);
  return held;
}

void DueQueue::remove(std::string_view url, std::string_view origin) {
  const auto found = impl_->hosts.find(origin);
  if (found == impl_->hosts.end()) return;
  impl_->erase(found->second, url);
  impl_->settle(*found);
}

std::optional<DueUrl> DueQueue::take(sys_seconds now) {
  impl_->advance(now);
  if (impl_->turns.empty()) return std::nullopt;
  auto& named = *impl_->turns.begin()->second;
  auto url = impl_->take_from(named);
  impl_->leave_place(named);  // its next turn comes after everyone else's
  impl_->settle(named);
  return url;
}

void DueQueue::done(std::string_view origin) {
  const auto found = impl_->hosts.find(origin);
  if (found == impl_->hosts.end() || found->second.taken == 0) return;
  --found->second.taken;
  --impl_->taken;
  impl_->settle(*found);
}

void DueQueue::block(std::string_view origin, sys_seconds until) {
  auto& named = impl_->host_of(origin);
  named.second.blocked_until = until;
  impl_->settle(named);
}

std::size_t DueQueue::always_held(std::string_view origin) const {
  const auto found = impl_->hosts.find(origin);
  return found == impl_->hosts.end() ? 0 : found->second.always;
}

std::vector<std::string> DueQueue::starved() {
  std::vector<std::string> names(impl_->hungry.begin(), impl_->hungry.end());
  impl_->hungry.clear();
  for (const std::string& name : names) {
    Host& host = impl_->hosts.find(name)->second;
    host.refilling = true;
    host.outside.reset();  // what is offered again and does not fit is counted afresh
  }
  return names;
}

void DueQueue::refilled(std::string_view origin, std::optional<sys_seconds> rest) {
  const auto found = impl_->hosts.find(origin);
  if (found == impl_->hosts.end()) return;
  Host& host = found->second;
  host.refilling = false;
  if (rest) Impl::leave_outside(host, *rest, kLeastUrgent);
  impl_->settle(*found);
}

std::optional<sys_seconds> DueQueue::next_due() const {
  if (!impl_->turns.empty() || !impl_->hungry.empty()) return impl_->now;
  if (!impl_->waiting.empty()) return impl_->waiting.begin()->first;
  return std::nullopt;
}

std::size_t DueQueue::size() const { return impl_->size; }

std::size_t DueQueue::taken() const { return impl_->taken; }

}  // namespace storyfold::crawler::frontier
