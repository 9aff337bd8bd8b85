#pragma once
// How much of one host (an origin) is asked for: so many new addresses a day, and few of a kind
// that brings nothing. Kinds are counted as shapes (url_form.h), as shapes whatever the parameters,
// and as first folders of the path, so that calendars, session links, facets and endless folders
// end after some tens of visits, while lists that lead to new articles go on. Pure; a value.
//
// A visit brings something when it stores an article or leads to new addresses of another kind that
// is not itself found empty. A kind may fail kFreeVisits times in a row (folders twice as often),
// kVisitsAYield times more for each visit that brought something. The count starts again each day,
// and what was learned fades, so that nothing is given up for good.
//
// Ask articles before lists: a folder is judged by what was stored of it.
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/crawl.h"
#include "crawler/frontier/alias.h"

namespace storyfold::crawler::frontier {

inline constexpr std::uint32_t kFreeVisits = 24;
inline constexpr std::uint32_t kVisitsAYield = 4;
// Kinds that are told apart, of each of the three; further ones share one count.
inline constexpr std::size_t kMostKinds = 512;
inline constexpr std::uint32_t kMostRefusalsNoted = 1000;

class HostBudget {
 public:
  // A new address was found: counted for `most_a_day` (crawl.host_budget). "": keep it; else why
  // not. Any other day than the last, also an earlier one, is a new day.
  [[nodiscard]] std::string admit(std::string_view url, std::chrono::sys_days today,
                                  std::uint32_t most_a_day);

  // The address is about to be asked for: counted until note() says more. "": go on; else why not.
  // Not for polled sources and revisits of stored articles.
  [[nodiscard]] std::string visit(std::string_view url, std::chrono::sys_days today);

  // How that visit ended. `fresh`: the addresses it led to that were not known, in crawl form, the
  // target of a redirect included; of the same host or others. Failures, 304s and robots.txt count
  // for nothing.
  void note(std::string_view url, VisitEnd end, std::span<const std::string> fresh);

  // An address was refused, as a trap or by admit(): whether a note of it is to be kept, with its
  // reason. So many of a host in all, so that a calendar without end leaves no notes without end.
  [[nodiscard]] bool note_refusal();
  [[nodiscard]] std::uint32_t refusals() const { return refusals_; }  // noted

  // What need not be asked for, because it stands elsewhere as well. Kept with the rest.
  [[nodiscard]] AliasForms& aliases() { return aliases_; }
  [[nodiscard]] const AliasForms& aliases() const { return aliases_; }

  [[nodiscard]] std::uint32_t found_today() const { return found_; }

  // At most 30 KB. The same value gives the same bytes. decode: none when they are no such bytes.
  // Visits that are under way are left out: a process that is killed never hears how they end, and
  // a slow host that is killed at again and again would look like one that brings nothing.
  [[nodiscard]] std::string encode() const;
  [[nodiscard]] static std::optional<HostBudget> decode(std::string_view bytes);

  bool operator==(const HostBudget&) const = default;

 private:
  enum Level : std::uint8_t { kShape, kScript, kFolder, kLevels };
  struct Count {
    std::uint32_t empty = 0;   // visits in a row
    std::uint32_t yields = 0;  // visits that brought something
    std::uint32_t asked = 0;   // visits that note() has not heard of; not kept
    bool operator==(const Count&) const = default;
  };
  using Keys = std::array<std::optional<std::uint64_t>, kLevels>;

  [[nodiscard]] Keys keys_of(std::string_view url) const;
  [[nodiscard]] bool exhausted(std::size_t level, std::uint64_t key) const;
  [[nodiscard]] std::string exhausted_reason(std::string_view url, const Keys& keys) const;
  void begin_day(std::chrono::sys_days today);

  std::uint32_t day_ = 0;  // days since the epoch
  std::uint32_t found_ = 0;
  std::uint32_t refusals_ = 0;
  AliasForms aliases_;
  std::array<std::map<std::uint64_t, Count>, kLevels> counts_;  // by hash of the kind
};

}  // namespace storyfold::crawler::frontier
