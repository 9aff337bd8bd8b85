#include "tests/integration/fetch/names.h"

#include <dlfcn.h>
#include <netdb.h>

#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace storyfold::test {
namespace {

std::mutex mutex;

std::map<std::string, NameAnswer>& answers() {
  static std::map<std::string, NameAnswer> all;
  return all;
}

std::optional<NameAnswer> answer_for(const char* name) {
  const std::lock_guard lock(mutex);
  const auto found = answers().find(name == nullptr ? "" : name);
  return found == answers().end() ? std::nullopt : std::optional(found->second);
}

int look_up_address(const char* address, const char* service, const addrinfo* hints,
                    addrinfo** result) {
  static const auto system =
      reinterpret_cast<decltype(&::getaddrinfo)>(dlsym(RTLD_NEXT, "getaddrinfo"));
  addrinfo numeric = hints != nullptr ? *hints : addrinfo{};
  numeric.ai_flags |= AI_NUMERICHOST;
  return system(address, service, &numeric, result);
}

}  // namespace

void set_name(const std::string& name, NameAnswer answer) {
  const std::lock_guard lock(mutex);
  answers()[name] = std::move(answer);
}

}  // namespace storyfold::test

extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints,
                           addrinfo** result) {
  using namespace storyfold::test;
  const auto answer = answer_for(name);
  if (!answer) return look_up_address(name, service, hints, result);
  std::this_thread::sleep_for(answer->after);
  if (answer->code != 0) return answer->code;
  *result = nullptr;
  addrinfo** end = result;  // freeaddrinfo() frees link by link
  for (const std::string& address : answer->addresses) {
    if (look_up_address(address.c_str(), service, hints, end) != 0) continue;
    while (*end != nullptr) end = &(*end)->ai_next;
  }
  return *result != nullptr ? 0 : EAI_NONAME;
}
