#pragma once
// Whose request goes out next. A request waits here until its host's clock, the cap on transfers at
// the host and the cap in all let it begin; hosts that wait for a place take turns. Internal to
// this folder; everything on the loop's thread.
//
// A host is prompt when its last request was answered whole within two seconds. One that is not, or
// was never asked, may be dead or a trickle: it holds a place until some deadline, perhaps a thread
// that looks its name up as well. Such hosts are asked one request at a time, and together they,
// with the requests of prompt hosts that turn out slow, get a share of the places, so that prompt
// ones always find one.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "config/settings.h"
#include "crawler/fetch/host_clock.h"

namespace storyfold::crawler::fetch {

class Turns {
 public:
  struct Host;
  struct Waiter;
  // Of one request among those that run.
  struct Place {
    std::shared_ptr<Host> host;
    HostClock::Time since;
    bool is_attempt;
    bool is_slow;  // in slow_, else in prompt_
  };

  // The right to one request, from before it connects until it has ended. Gives its place back when
  // it is destroyed.
  class Turn {
   public:
    Turn(Turns& turns, std::shared_ptr<Host> host, bool is_attempt);
    Turn(Turn&& other) noexcept;
    Turn& operator=(Turn&&) = delete;
    ~Turn();

    // The request goes out now; an answer begins. From libcurl's callbacks: neither enters libcurl.
    void sent();
    void answered();
    // The answer is whole.
    void answered_whole();
    // No whole answer came: when the server saw the request is not known, so it counts from now.
    void cut_off();
    // Others may use the place, but nobody the one at this host.
    void leave_place();
    [[nodiscard]] HostClock::Time sent_at() const { return sent_at_; }

   private:
    Turns* turns_;
    std::shared_ptr<Host> host_;
    std::optional<std::list<Place>::iterator> place_;
    HostClock::Time sent_at_{};
    bool connecting_ = true;
    bool has_answered_ = false;
    bool was_prompt_ = false;
  };

  // Borrows both for its life.
  Turns(boost::asio::io_context& io, const config::FetchSettings& settings);

  // By name or address. Known for as long as somebody holds it or its clock still counts.
  [[nodiscard]] std::shared_ptr<Host> host(const std::string& name);
  // Forgets the hosts that nobody holds and that may be asked at once.
  void forget_idle();
  [[nodiscard]] std::size_t known() const { return hosts_.size(); }
  [[nodiscard]] static HostClock& clock(Host& host);
  [[nodiscard]] HostClock::Time started() const { return started_; }

  // None: stop(), send_home() or a cancellation came first. `group` is for send_home() alone.
  boost::asio::awaitable<std::optional<Turn>> take(std::shared_ptr<Host> host, const void* group);
  // Ends the waits of `group` at `host`.
  void send_home(Host& host, const void* group);
  // Pages that came and still lie in memory. With many of them, or of requests that may soon bring
  // one, nothing more is started: a reader that is slower than the network slows it down.
  void set_unread(std::size_t pages);
  void stop();

  [[nodiscard]] std::uint32_t waiting() const { return waiting_; }
  [[nodiscard]] std::uint32_t running() const {
    return static_cast<std::uint32_t>(prompt_.size() + slow_.size());
  }

 private:
  void pump(const std::shared_ptr<Host>& host);
  void start_next(const std::shared_ptr<Host>& host, bool is_attempt);
  void wake_later(const std::shared_ptr<Host>& host);
  [[nodiscard]] bool has_place(bool is_attempt) const;
  void set_slow_apart();
  void wait_for_slow_ones();
  void pump_those_without_place();

  boost::asio::io_context& io_;
  const config::FetchSettings& settings_;
  const std::size_t max_slow_, max_pages_;
  const HostClock::Time started_;
  std::unordered_map<std::string, std::shared_ptr<Host>> hosts_;
  std::deque<std::shared_ptr<Host>> without_place_;
  std::deque<std::shared_ptr<Host>> without_attempt_;
  std::list<Place> prompt_;  // oldest first
  std::list<Place> slow_;    // attempts at hosts that are not prompt, and what has taken long
  std::size_t attempts_ = 0, unread_ = 0;
  boost::asio::steady_timer slow_apart_;  // while hosts wait for a place
  bool is_waiting_for_slow_ = false;
  std::uint32_t waiting_ = 0;
  bool stopped_ = false;
};

}  // namespace storyfold::crawler::fetch
