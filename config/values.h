#pragma once
// How setting values are written: sizes, durations, UTC offsets, ratios and names. Each format_
// gives a TOML value that its parse_ (or TOML itself) reads back to the same value.
// Pure; safe from any thread.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace storyfold::config {

// "192 MiB", "1.5 GiB", "4096": B, KiB, MiB, GiB, TiB are powers of 1024, kB, MB, GB, TB of 1000;
// case does not matter. None: another unit, a sign, a part of a byte, or 2^53 bytes and more.
[[nodiscard]] std::optional<std::uint64_t> parse_size(std::string_view text);

// "100ms", "2 s", "1.5s", "5m", "24h", "7d". None: no or another unit, a sign, a part of a
// millisecond, or 2^53 milliseconds and more.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

// "+08:00", "-03:30", "Z"; up to 15:59 either way, beyond which no zone has ever been.
[[nodiscard]] std::optional<std::chrono::minutes> parse_utc_offset(std::string_view text);

// In the largest unit that leaves a whole number. Quoted: they are TOML values.
[[nodiscard]] std::string format_size(std::uint64_t bytes);
[[nodiscard]] std::string format_duration(std::chrono::milliseconds duration);
[[nodiscard]] std::string format_utc_offset(std::chrono::minutes offset);

// The shortest decimal number that reads back as `value`, always with a point: 0.6, 1.0.
[[nodiscard]] std::string format_ratio(double value);

// A TOML basic string. `text` is UTF-8; control characters are escaped, so that the result is also
// safe to print on a terminal.
[[nodiscard]] std::string format_string(std::string_view text);
[[nodiscard]] std::string format_names(const std::vector<std::string>& names);

}  // namespace storyfold::config
