#include "app/crawl/service.h"

#include <systemd/sd-daemon.h>
#include <time.h>

#include <cstdint>

namespace storyfold::app {
namespace {

std::uint64_t monotonic_microseconds() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000 +
         static_cast<std::uint64_t>(now.tv_nsec) / 1'000;
}

}  // namespace

void Service::ready() { sd_notify(0, "READY=1"); }

void Service::reloading() {
  sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%llu",
             static_cast<unsigned long long>(monotonic_microseconds()));
}

void Service::stopping() { sd_notify(0, "STOPPING=1"); }

void Service::status(const std::string& line) {
  const auto now = Clock::now();
  if (line == line_ || now - told_ < std::chrono::seconds{1}) return;
  told_ = now;
  line_ = line;
  sd_notifyf(0, "STATUS=%s", line.c_str());
}

void Service::alive() {
  std::uint64_t microseconds = 0;
  if (sd_watchdog_enabled(0, &microseconds) <= 0) return;
  const auto now = Clock::now();
  if (now - fed_ < std::chrono::microseconds{microseconds} / 4) return;
  fed_ = now;
  sd_notify(0, "WATCHDOG=1");
}

}  // namespace storyfold::app
