#pragma once
// Whose request goes out next. A request waits here until its host's clock, the cap on transfers at
// the host and the cap in all let it begin; hosts that wait for a place take turns. Internal to
// this folder; everything on the loop's thread.
//
// A host that has not answered yet, or failed to last time, may be dead: it holds a place for as
// long as connecting takes, perhaps a thread that looks its name up as well. Such hosts together
// get a share of the places, so that those that answer always find one.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <deque>
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
    // No whole answer came: when the server saw the request is not known, so it counts from now.
    void cut_off();
    [[nodiscard]] HostClock::Time sent_at() const { return sent_at_; }

   private:
    void end_attempt();

    Turns* turns_;
    std::shared_ptr<Host> host_;
    HostClock::Time sent_at_{};
    bool connecting_ = true;
    bool is_attempt_;
    bool has_answered_ = false;
  };

  // Borrows both for its life.
  Turns(boost::asio::io_context& io, const config::FetchSettings& settings);

  // By name or address.
  [[nodiscard]] std::shared_ptr<Host> host(const std::string& name);
  [[nodiscard]] static HostClock& clock(Host& host);
  [[nodiscard]] HostClock::Time started() const { return started_; }

  // None: stop(), send_home() or a cancellation came first. `group` is for send_home() alone.
  boost::asio::awaitable<std::optional<Turn>> take(std::shared_ptr<Host> host, const void* group);
  // Ends the waits of `group` at `host`.
  void send_home(Host& host, const void* group);
  void stop();

  [[nodiscard]] std::uint32_t waiting() const { return waiting_; }
  [[nodiscard]] std::uint32_t running() const { return running_; }

 private:
  void pump(const std::shared_ptr<Host>& host);
  void start_next(const std::shared_ptr<Host>& host);
  void wake_later(const std::shared_ptr<Host>& host);
  void pump_those_without_place();

  boost::asio::io_context& io_;
  const config::FetchSettings& settings_;
  const std::uint32_t max_attempts_;
  const HostClock::Time started_;
  std::unordered_map<std::string, std::shared_ptr<Host>> hosts_;
  std::deque<std::shared_ptr<Host>> without_place_;
  std::deque<std::shared_ptr<Host>> without_attempt_;
  std::uint32_t waiting_ = 0, running_ = 0, attempts_ = 0;
  bool stopped_ = false;
};

}  // namespace storyfold::crawler::fetch
