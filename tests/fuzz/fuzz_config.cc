// Any bytes, read as a configuration: what loads can be shown and loaded again; what does not says
// why, in lines that are safe to print.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "config/load.h"
#include "config/show.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace storyfold;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto settings = config::load_text(text, "/etc/storyfold.toml");
  if (!settings) {
    fuzz::require(settings.error().what.starts_with("/etc/storyfold.toml:"),
                  "a refusal has a line");
    for (const char c : settings.error().what) {
      fuzz::require(c == '\n' || static_cast<unsigned char>(c) >= 0x20, "no controls");
    }
    return 0;
  }
  const std::string shown = config::to_toml(*settings);
  const auto again = config::load_text(shown, "/etc/storyfold.toml");
  fuzz::require(again && config::to_toml(*again) == shown, "what is shown loads back");
  return 0;
}
