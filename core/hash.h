#pragma once
// The hashes storyfold keeps, and their text forms.
// SHA-256 (FIPS 180-4) identifies a text: nobody can make two texts share it.
// XXH3 (xxHash 0.8, Yann Collet) is fast and NOT collision-resistant: pairs that collide can be
// constructed at will, so a hit counts only after the bytes are compared (docs/adr/0002).
// Stateless: safe from any thread.
#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace storyfold {

struct Sha256 {
  std::array<std::uint8_t, 32> bytes{};
  auto operator<=>(const Sha256&) const = default;
};

struct Xxh128 {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  auto operator<=>(const Xxh128&) const = default;
};

[[nodiscard]] Sha256 sha256(std::string_view bytes);
[[nodiscard]] Xxh128 xxh3_128(std::string_view bytes) noexcept;  // unseeded: a public key
[[nodiscard]] std::uint64_t xxh3_64(std::string_view bytes, std::uint64_t seed = 0) noexcept;

// Lower-case hexadecimal, most significant digit first: 64, 32 and 16 digits.
[[nodiscard]] std::string to_hex(const Sha256& hash);
[[nodiscard]] std::string to_hex(const Xxh128& hash);
[[nodiscard]] std::string to_hex(std::uint64_t value);

// Exactly the digits above, either case; anything else is nullopt.
[[nodiscard]] std::optional<Sha256> parse_sha256(std::string_view hex);
[[nodiscard]] std::optional<Xxh128> parse_xxh128(std::string_view hex);
[[nodiscard]] std::optional<std::uint64_t> parse_hex64(std::string_view hex);

}  // namespace storyfold
