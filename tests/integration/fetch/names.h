#pragma once
// The name service of a test. This program's getaddrinfo() is the one defined here, and libcurl
// calls it too: names mean what a test says, all others do not exist, and nobody outside is asked.
#include <chrono>
#include <string>
#include <vector>

namespace storyfold::test {

struct NameAnswer {
  int code = 0;                        // EAI_NONAME, EAI_AGAIN...; 0: `addresses`
  std::vector<std::string> addresses;  // IPv4 or IPv6, in this order
  std::chrono::milliseconds after{0};  // the lookup blocks for so long
};

// Replaces what was said of `name` before.
void set_name(const std::string& name, NameAnswer answer);

}  // namespace storyfold::test
