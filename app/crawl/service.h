#pragma once
// What the service manager is told (sd_notify(3)): that the daemon is ready, what it is doing, that
// it is alive. Without a manager ($NOTIFY_SOCKET unset) every call does nothing. One thread.
#include <chrono>
#include <string>

namespace storyfold::app {

class Service {
 public:
  void ready();
  void reloading();
  void stopping();
  // The line that `systemctl status` shows; sent when it changed, at most once a second.
  void status(const std::string& line);
  // Work went on: feeds the watchdog, if there is one, twice in its time at least.
  void alive();

 private:
  using Clock = std::chrono::steady_clock;
  std::string line_;
  Clock::time_point told_{};
  Clock::time_point fed_{};
};

}  // namespace storyfold::app
