#include "core/hash.h"

#include <openssl/evp.h>

#include <memory>
#include <new>
#include <stdexcept>

#include "core/ascii.h"

// Tokens of a few bytes are hashed by the million: inlined, the call costs less than the hash.
#define XXH_INLINE_ALL
#include <xxhash.h>

namespace storyfold {
namespace {

constexpr char kDigits[] = "0123456789abcdef";

void append_hex(std::string& out, std::uint64_t value) {
  for (int shift = 60; shift >= 0; shift -= 4) out.push_back(kDigits[(value >> shift) & 0xf]);
}

// OpenSSL 3 looks an algorithm up by name, under locks, whenever it is asked for by its short
// function: once a process is enough.
const EVP_MD* sha256_method() {
  static const std::unique_ptr<EVP_MD, void (*)(EVP_MD*)> method(
      EVP_MD_fetch(nullptr, "SHA256", nullptr), EVP_MD_free);
  if (!method) throw std::runtime_error("OpenSSL has no SHA-256: is a provider missing?");
  return method.get();
}

}  // namespace

Sha256 sha256(std::string_view bytes) {
  thread_local const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                                EVP_MD_CTX_free);
  if (!context) throw std::bad_alloc();
  Sha256 hash;
  if (EVP_DigestInit_ex2(context.get(), sha256_method(), nullptr) != 1 ||
      EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) != 1 ||
      EVP_DigestFinal_ex(context.get(), hash.bytes.data(), nullptr) != 1) {
    throw std::runtime_error("OpenSSL could not compute a SHA-256");
  }
  return hash;
}

Xxh128 xxh3_128(std::string_view bytes) noexcept {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return {hash.high64, hash.low64};
}

std::uint64_t xxh3_64(std::string_view bytes, std::uint64_t seed) noexcept {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

std::string to_hex(const Sha256& hash) {
  std::string out;
  out.reserve(2 * hash.bytes.size());
  for (const std::uint8_t byte : hash.bytes) {
    out.push_back(kDigits[byte >> 4]);
    out.push_back(kDigits[byte & 0xf]);
  }
  return out;
}

std::string to_hex(const Xxh128& hash) {
  std::string out;
  out.reserve(32);
  append_hex(out, hash.high);
  append_hex(out, hash.low);
  return out;
}

std::string to_hex(std::uint64_t value) {
  std::string out;
  out.reserve(16);
  append_hex(out, value);
  return out;
}

std::optional<Sha256> parse_sha256(std::string_view hex) {
  Sha256 hash;
  if (hex.size() != 2 * hash.bytes.size()) return std::nullopt;
  for (std::size_t i = 0; i < hash.bytes.size(); ++i) {
    const int high = hex_value(hex[2 * i]);
    const int low = hex_value(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    hash.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return hash;
}

std::optional<Xxh128> parse_xxh128(std::string_view hex) {
  if (hex.size() != 32) return std::nullopt;
  const auto high = parse_hex64(hex.substr(0, 16));
  const auto low = parse_hex64(hex.substr(16));
  if (!high || !low) return std::nullopt;
  return Xxh128{*high, *low};
}

std::optional<std::uint64_t> parse_hex64(std::string_view hex) {
  if (hex.size() != 16) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : hex) {
    const int digit = hex_value(c);
    if (digit < 0) return std::nullopt;
    value = value << 4 | static_cast<std::uint64_t>(digit);
  }
  return value;
}

}  // namespace storyfold
