#include "storage/keys.h"

#include <algorithm>
#include <tuple>

#include "core/url.h"
#include "storage/bytes.h"

namespace storyfold::storage {
namespace {

constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63;
constexpr std::uint8_t kReverse = 0x80;
constexpr std::size_t kPageKeyBytes = 16;
// First bytes of the two kinds of key in `raw` and in `forgotten`.
constexpr std::uint8_t kRawPage = 0;
constexpr std::uint8_t kRawOfUrl = 1;
constexpr std::uint8_t kForgottenUrl = 0;
constexpr std::uint8_t kForgottenItem = 1;

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const char c : bytes) {
    hex += kDigits[static_cast<std::uint8_t>(c) >> 4];
    hex += kDigits[static_cast<std::uint8_t>(c) & 15];
  }
  return hex;
}

}  // namespace

std::string number_key(std::uint64_t number) {
  return written([&](ByteWriter& out) { out.key_number(number); });
}

std::string id_key(const Sha256& id) {
  return {id.bytes.begin(), id.bytes.begin() + kHashPrefixBytes};
}

std::string exact_key(const Xxh128& exact) {
  return written([&](ByteWriter& out) {
    out.big_u64(exact.high);
    out.big_u64(exact.low);
  });
}

std::string simhash_key(std::uint64_t simhash) {
  return written([&](ByteWriter& out) { out.big_u64(simhash); });
}

std::string seen_key(const SightingId& id) {
  return written([&](ByteWriter& out) { out.big_u64(id.high); }).substr(0, kHashPrefixBytes);
}

std::string story_key(StoryId id) {
  return written([&](ByteWriter& out) { out.big_u64(id.value); });
}

std::string member_key(StoryId id, SightingNumber sighting) {
  return written([&](ByteWriter& out) {
    out.big_u64(id.value);
    out.key_number(sighting);
  });
}

std::string alias_key(StoryId from) {
  return written([&](ByteWriter& out) {
    out.u8(0);
    out.big_u64(from.value);
  });
}

std::string alias_target_prefix(StoryId to) {
  return written([&](ByteWriter& out) {
    out.u8(1);
    out.big_u64(to.value);
  });
}

std::string alias_reverse_key(StoryId to, StoryId from) {
  return alias_target_prefix(to) + story_key(from);
}

std::string edge_key(StoryId near, StoryId far, LinkKind kind, bool forward) {
  return written([&](ByteWriter& out) {
    out.big_u64(near.value);
    out.big_u64(far.value);
    out.u8(static_cast<std::uint8_t>(static_cast<std::uint8_t>(kind) | (forward ? 0 : kReverse)));
  });
}

std::string time_prefix(std::chrono::sys_seconds at) {
  const auto seconds = static_cast<std::uint64_t>(at.time_since_epoch().count());
  // With the sign flipped, times before 1970 sort first.
  return written([&](ByteWriter& out) { out.big_u64(seconds ^ kSignBit); });
}

std::string time_key(std::chrono::sys_seconds at, SightingNumber sighting) {
  return time_prefix(at) + number_key(sighting);
}

std::string canonical_url(std::string_view url) {
  Result<std::string> normalized = normalize_url(url);
  return normalized ? *std::move(normalized) : std::string(url);
}

std::string url_key(std::string_view url, std::uint64_t secret) {
  const std::uint64_t hash = xxh3_64(canonical_url(url), secret);
  return written([&](ByteWriter& out) { out.big_u64(hash); }).substr(0, kHashPrefixBytes);
}

std::string chrome_key(std::uint64_t outlet, std::optional<std::uint64_t> block) {
  return written([&](ByteWriter& out) {
    out.big_u64(outlet);
    if (block) out.big_u64(*block);
  });
}

std::string page_key(std::string_view url, std::uint64_t secret) {
  const Sha256 hash = sha256(written([&](ByteWriter& out) {
    out.u64(secret);
    out.raw(url);
  }));
  return {hash.bytes.begin(), hash.bytes.begin() + kPageKeyBytes};
}

// Origins hold no NUL, so that none is the beginning of another one's keys.
std::string due_prefix(std::string_view origin) { return std::string(origin) + '\0'; }

std::string due_key(std::string_view url, std::chrono::sys_seconds due, std::uint64_t secret) {
  return due_prefix(origin_of(url)) + time_prefix(due) + page_key(url, secret);
}

std::string robots_key(std::string_view origin) { return std::string(origin) + '\0'; }

std::string raw_prefix() { return std::string(1, static_cast<char>(kRawPage)); }

std::string raw_key(std::uint64_t number) { return raw_prefix() + number_key(number); }

std::string raw_url_prefix(std::string_view url, std::uint64_t secret) {
  return static_cast<char>(kRawOfUrl) + page_key(url, secret);
}

std::string raw_url_key(std::string_view url, std::uint64_t number, std::uint64_t secret) {
  return raw_url_prefix(url, secret) + number_key(number);
}

std::string forgotten_key(std::string_view url, std::uint64_t secret) {
  return static_cast<char>(kForgottenUrl) + page_key(canonical_url(url), secret);
}

std::string forgotten_key(const Sha256& item) {
  return static_cast<char>(kForgottenItem) + std::string(item.bytes.begin(), item.bytes.end());
}

std::optional<std::uint64_t> parse_number_key(std::string_view key) {
  ByteReader in(key);
  const std::uint64_t number = in.key_number();
  if (!in.finished()) return std::nullopt;
  return number;
}

std::optional<MemberKey> parse_story_key(std::string_view key) {
  ByteReader in(key);
  MemberKey parsed{.story = {in.big_u64()}, .sighting = std::nullopt};
  if (!in.rest().empty()) parsed.sighting = in.key_number();
  if (!in.finished()) return std::nullopt;
  return parsed;
}

std::optional<AliasKey> parse_alias_key(std::string_view key) {
  ByteReader in(key);
  const std::uint8_t direction = in.u8();
  const StoryId first{in.big_u64()};
  AliasKey parsed{.from = first, .to = std::nullopt};
  if (direction == 1) parsed = {.from = {in.big_u64()}, .to = first};
  if (direction > 1 || !in.finished()) return std::nullopt;
  return parsed;
}

std::optional<EdgeKey> parse_edge_key(std::string_view key) {
  ByteReader in(key);
  EdgeKey parsed;
  parsed.near = {in.big_u64()};
  parsed.far = {in.big_u64()};
  const std::uint8_t kind = in.u8();
  parsed.forward = (kind & kReverse) == 0;
  parsed.kind = static_cast<LinkKind>(kind & ~kReverse);
  const bool known = parsed.kind == LinkKind::kContains || parsed.kind == LinkKind::kSameFrame;
  if (!known || !in.finished()) return std::nullopt;
  return parsed;
}

std::optional<TimeKey> parse_time_key(std::string_view key) {
  ByteReader in(key);
  const auto seconds = static_cast<std::int64_t>(in.big_u64() ^ kSignBit);
  TimeKey parsed{.at = std::chrono::sys_seconds(std::chrono::seconds(seconds)),
                 .sighting = in.key_number()};
  if (!in.finished()) return std::nullopt;
  return parsed;
}

std::optional<ChromeKey> parse_chrome_key(std::string_view key) {
  ByteReader in(key);
  ChromeKey parsed{.outlet = in.big_u64(), .block = std::nullopt};
  if (!in.rest().empty()) parsed.block = in.big_u64();
  if (!in.finished()) return std::nullopt;
  return parsed;
}

std::optional<DueKey> parse_due_key(std::string_view key) {
  const std::size_t end = key.find('\0');
  if (end == std::string_view::npos) return std::nullopt;
  ByteReader in(key.substr(end + 1));
  DueKey parsed;
  parsed.origin = key.substr(0, end);
  const auto seconds = static_cast<std::int64_t>(in.big_u64() ^ kSignBit);
  parsed.due = std::chrono::sys_seconds(std::chrono::seconds(seconds));
  parsed.page = in.raw(kPageKeyBytes);
  if (!in.finished()) return std::nullopt;
  return parsed;
}

std::optional<std::uint64_t> parse_raw_key(std::string_view key) {
  if (key.empty() || key.front() != kRawPage) return std::nullopt;
  return parse_number_key(key.substr(1));
}

std::optional<ForgottenKey> parse_forgotten_key(std::string_view key) {
  ByteReader in(key);
  ForgottenKey parsed;
  if (in.u8() == kForgottenItem) {
    const std::string_view bytes = in.raw(std::tuple_size_v<decltype(Sha256::bytes)>);
    std::copy(bytes.begin(), bytes.end(), parsed.item.emplace().bytes.begin());
  } else if (key.starts_with(static_cast<char>(kForgottenUrl))) {
    in.raw(kPageKeyBytes);
  } else {
    in.fail();
  }
  if (!in.finished()) return std::nullopt;
  return parsed;
}

std::string printable_key(Family family, std::string_view key) {
  const bool text = family == Family::kInput || family == Family::kSource ||
                    family == Family::kOutlet || family == Family::kBudget;
  if (text) return std::string(key);
  const bool numbered = family == Family::kItem || family == Family::kPrint ||
                        family == Family::kSighting || family == Family::kCarrier ||
                        family == Family::kLog;
  if (numbered) {
    if (const auto number = parse_number_key(key)) return std::to_string(*number);
  }
  return family == Family::kMeta ? std::string(key) : "0x" + to_hex(key);
}

}  // namespace storyfold::storage
