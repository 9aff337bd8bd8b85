#include "crawler/frontier/budget.h"

#include <algorithm>
#include <utility>

#include "core/hash.h"
#include "crawler/frontier/url_form.h"
#include "crawler/frontier/url_text.h"

namespace storyfold::crawler::frontier {
namespace {

constexpr char kEncodingVersion = 2;
constexpr char kCountsAlone = 1;      // no refusals and no aliases
constexpr std::uint64_t kOthers = 0;  // what does not fit into kMostKinds

// "/a/N?" of "/a/N?page&sort"; "" without parameters, where it is the shape itself.
std::string_view script_of(std::string_view shape) {
  const std::size_t query = shape.find('?');
  return query == std::string_view::npos ? std::string_view{} : shape.substr(0, query + 1);
}

// "/a/" of "/a/b/N.html"; "" of "/N.html".
std::string_view folder_of(std::string_view shape) {
  const std::size_t end = shape.substr(0, shape.find('?')).find('/', 1);
  return end == std::string_view::npos ? std::string_view{} : shape.substr(0, end + 1);
}

bool counts_for_nothing(VisitEnd end) {
  return end == VisitEnd::kNever || end == VisitEnd::kFailed || end == VisitEnd::kUnchanged ||
         end == VisitEnd::kForbidden;
}

template <class Number>
void put(std::string& bytes, Number number) {
  for (std::size_t i = 0; i < sizeof(Number); ++i) {
    bytes += static_cast<char>((number >> (8 * i)) & 0xff);
  }
}

// False: too few bytes are left.
template <class Number>
bool get(std::string_view& bytes, Number& number) {
  if (bytes.size() < sizeof(Number)) return false;
  number = 0;
  for (std::size_t i = 0; i < sizeof(Number); ++i) {
    number |=
        static_cast<Number>(static_cast<Number>(static_cast<unsigned char>(bytes[i])) << (8 * i));
  }
  bytes.remove_prefix(sizeof(Number));
  return true;
}

}  // namespace

HostBudget::Keys HostBudget::keys_of(std::string_view url) const {
  const std::string shape = shape_of(url);
  Keys keys;
  const auto set = [this, &keys, &url](Level level, std::string_view kind) {
    if (kind.empty()) return;
    // Links to other hosts are other kinds.
    const std::uint64_t key = xxh3_64(kind, xxh3_64(split_url(url).origin));
    const bool full = counts_[level].size() >= kMostKinds && !counts_[level].contains(key);
    keys[level] = full ? kOthers : key;
  };
  set(kShape, shape);
  set(kScript, script_of(shape));
  set(kFolder, folder_of(shape));
  return keys;
}

bool HostBudget::exhausted(std::size_t level, std::uint64_t key) const {
  const auto found = counts_[level].find(key);
  if (found == counts_[level].end()) return false;
  const std::uint64_t free = level == kFolder ? 2 * kFreeVisits : kFreeVisits;
  const std::uint64_t empty = std::uint64_t{found->second.empty} + found->second.asked;
  return empty >= free + std::uint64_t{kVisitsAYield} * found->second.yields;
}

std::string HostBudget::exhausted_reason(std::string_view url, const Keys& keys) const {
  for (std::size_t level = 0; level < kLevels; ++level) {
    if (!keys[level] || !exhausted(level, *keys[level])) continue;
    const std::string shape = shape_of(url);
    const std::string_view kind = level == kShape    ? std::string_view(shape)
                                  : level == kScript ? script_of(shape)
                                                     : folder_of(shape);
    const Count& count = counts_[level].at(*keys[level]);
    return "budget: " + std::to_string(count.empty + count.asked) +
           " visits in a row of addresses like " + std::string(kind) + " brought nothing";
  }
  return {};
}

void HostBudget::begin_day(std::chrono::sys_days today) {
  const auto day = static_cast<std::uint32_t>(today.time_since_epoch().count());
  if (day == day_) return;
  day_ = day;
  found_ = 0;
  for (auto& counts : counts_) {
    for (auto& [key, count] : counts) count = {0, count.yields / 2, count.asked};
    std::erase_if(counts, [](const auto& entry) {
      return entry.second.yields == 0 && entry.second.asked == 0;
    });
  }
}

std::string HostBudget::admit(std::string_view url, std::chrono::sys_days today,
                              std::uint32_t most_a_day) {
  begin_day(today);
  if (found_ >= most_a_day) {
    return "budget: " + std::to_string(most_a_day) + " new addresses of the host today";
  }
  std::string reason = exhausted_reason(url, keys_of(url));
  if (reason.empty()) ++found_;
  return reason;
}

std::string HostBudget::visit(std::string_view url, std::chrono::sys_days today) {
  begin_day(today);
  const Keys keys = keys_of(url);
  std::string reason = exhausted_reason(url, keys);
  if (!reason.empty()) return reason;
  for (std::size_t level = 0; level < kLevels; ++level) {
    if (keys[level]) ++counts_[level][*keys[level]].asked;
  }
  return {};
}

void HostBudget::note(std::string_view url, VisitEnd end, std::span<const std::string> fresh) {
  const Keys keys = keys_of(url);
  std::array<bool, kLevels> brought{};
  brought.fill(end == VisitEnd::kStored);
  for (const std::string& link : fresh) {
    if (std::ranges::find(brought, false) == brought.end()) break;
    const Keys to = keys_of(link);
    for (std::size_t level = 0; level < kLevels; ++level) {
      // What has no kind at this level, a page at the root, is of another kind.
      if (to[level] != keys[level] && !(to[kShape] && exhausted(kShape, *to[kShape])) &&
          !(to[level] && exhausted(level, *to[level]))) {
        brought[level] = true;
      }
    }
  }
  for (std::size_t level = 0; level < kLevels; ++level) {
    if (!keys[level]) continue;
    Count& count = counts_[level][*keys[level]];
    if (count.asked > 0) --count.asked;
    if (brought[level]) {
      count.empty = 0;
      ++count.yields;
    } else if (!counts_for_nothing(end)) {
      ++count.empty;
    }
  }
}

bool HostBudget::note_refusal() {
  if (refusals_ >= kMostRefusalsNoted) return false;
  ++refusals_;
  return true;
}

std::string HostBudget::encode() const {
  std::string bytes(1, kEncodingVersion);
  put(bytes, day_);
  put(bytes, found_);
  put(bytes, refusals_);
  for (const auto& counts : counts_) {
    put(bytes, static_cast<std::uint16_t>(counts.size()));
    for (const auto& [key, count] : counts) {
      put(bytes, key);
      put(bytes, count.empty);
      put(bytes, count.yields);
    }
  }
  return bytes + aliases_.encode();
}

std::optional<HostBudget> HostBudget::decode(std::string_view bytes) {
  if (bytes.empty()) return std::nullopt;
  const char version = bytes.front();
  if (version != kEncodingVersion && version != kCountsAlone) return std::nullopt;
  bytes.remove_prefix(1);
  HostBudget budget;
  if (!get(bytes, budget.day_) || !get(bytes, budget.found_)) return std::nullopt;
  if (version != kCountsAlone && !get(bytes, budget.refusals_)) return std::nullopt;
  for (auto& counts : budget.counts_) {
    std::uint16_t size = 0;
    if (!get(bytes, size) || size > kMostKinds + 1) return std::nullopt;
    for (std::uint16_t i = 0; i < size; ++i) {
      std::uint64_t key = 0;
      Count count;
      if (!get(bytes, key) || !get(bytes, count.empty) || !get(bytes, count.yields)) {
        return std::nullopt;
      }
      if (!counts.empty() && key <= counts.rbegin()->first) return std::nullopt;
      counts.emplace_hint(counts.end(), key, count);
    }
  }
  if (version == kCountsAlone && !bytes.empty()) return std::nullopt;
  auto aliases = AliasForms::decode(bytes);
  if (!aliases) return std::nullopt;
  budget.aliases_ = *std::move(aliases);
  return budget;
}

}  // namespace storyfold::crawler::frontier
