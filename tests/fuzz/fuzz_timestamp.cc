// Any text, read as a date: what is read can be written and read again.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/clock.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace storyfold;
  constexpr int kShanghai = 480;
  const auto time = parse_timestamp({reinterpret_cast<const char*>(data), size}, kShanghai);
  if (!time) return 0;
  fuzz::require(time->known(), "a time that was read is known");
  const auto again = parse_timestamp(format_timestamp(*time), time->offset_minutes);
  fuzz::require(again && again->at == time->at, "a written time reads back as the same instant");
  fuzz::require(again->precision == time->precision, "and as exact");
  fuzz::require(format_timestamp(*again) == format_timestamp(*time), "and is written the same");
  return 0;
}
