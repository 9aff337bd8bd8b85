#include "config/table.h"

#include <array>
#include <concepts>
#include <type_traits>
#include <utility>

namespace storyfold::config {
namespace {

constexpr double kKiB = 1024;
constexpr double kMiB = 1024 * kKiB;
constexpr double kGiB = 1024 * kMiB;
constexpr double kTiB = 1024 * kGiB;
constexpr double kSecond = 1000;
constexpr double kMinute = 60 * kSecond;
constexpr double kHour = 60 * kMinute;
constexpr double kDay = 24 * kHour;

template <class T>
concept Duration = requires {
  typename T::period;
};

// How a field's type stands in Value: wide enough for every field of its kind.
template <class Field>
struct ValueType {
  using type = Field;  // double, names
};
template <std::unsigned_integral Field>
struct ValueType<Field> {
  using type = std::uint64_t;
};
template <Duration Field>
struct ValueType<Field> {
  using type = std::chrono::milliseconds;
};
template <>
struct ValueType<int> {  // the one signed field type is an offset in minutes
  using type = std::chrono::minutes;
};
template <>
struct ValueType<std::filesystem::path> {
  using type = std::string;
};

template <class Field>
Value to_value(const Field& field) {
  using Type = typename ValueType<Field>::type;
  if constexpr (std::is_same_v<Field, std::filesystem::path>) {
    return Value(std::in_place_type<Type>, field.string());
  } else {
    return Value(std::in_place_type<Type>, Type(field));
  }
}

template <class Field>
void from_value(Field& field, const Value& value) {
  const auto& given = std::get<typename ValueType<Field>::type>(value);
  if constexpr (Duration<Field>) {
    field = std::chrono::duration_cast<Field>(given);
  } else if constexpr (std::is_same_v<Field, int>) {
    field = static_cast<int>(given.count());
  } else if constexpr (std::is_integral_v<Field>) {
    field = static_cast<Field>(given);
  } else {
    field = given;
  }
}

template <class Field>
constexpr std::int64_t step_of() {
  if constexpr (Duration<Field>) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Field(1)).count();
  } else {
    return 1;
  }
}

struct Range {
  double least = 0;
  double most = 0;
};

template <auto SectionMember, auto FieldMember>
constexpr Setting row(std::string_view name, Kind kind, Range range, std::string_view unit,
                      std::string_view meaning, std::string_view example) {
  using Field =
      std::remove_cvref_t<decltype(std::declval<Settings&>().*SectionMember.*FieldMember)>;
  return {name,
          kind,
          range.least,
          range.most,
          step_of<Field>(),
          unit,
          meaning,
          example,
          [](const Settings& settings) { return to_value(settings.*SectionMember.*FieldMember); },
          [](Settings& settings, const Value& value) {
            from_value(settings.*SectionMember.*FieldMember, value);
          }};
}

constexpr auto kStore = &Settings::store;
constexpr auto kParse = &Settings::parse;
constexpr auto kBackfill = &Settings::backfill;
constexpr auto kFetch = &Settings::fetch;
constexpr auto kCrawl = &Settings::crawl;
constexpr auto kDedup = &Settings::dedup;

using Store = StoreSettings;
using Parse = ParseSettings;
using Backfill = BackfillSettings;
using Fetch = FetchSettings;
using Crawl = CrawlSettings;
using Dedup = DedupSettings;

constexpr std::array kSections{
    Section{"store", "Where articles are kept, and how much memory the database may take"},
    Section{"parse", "How stored records are read, and the limits that keep bad input harmless"},
    Section{"backfill", "One-shot inputs: `storyfold backfill`"},
    Section{"fetch", "How pages are asked for on the web, and what may be reached"},
    Section{"crawl", "What the daemon follows, how far and how often: `storyfold run`"},
    Section{"dedup", "When two texts are one story"},
};

// clang-format off
constexpr std::array kSettings{
    row<kStore, &Store::dir>("store.dir", Kind::kPath, {}, "",
        "Folder of the store; a relative one starts at the folder of this file",
        R"("/srv/news/store")"),
    row<kStore, &Store::memory_bytes>("store.memory", Kind::kBytes, {16 * kMiB, kTiB}, "",
        "Memory of the database: write buffers and block cache together", R"("512 MiB")"),
    row<kStore, &Store::sync_interval>("store.sync_interval", Kind::kDuration,
        {1, kMinute}, "",
        "Longest time that a finished record waits until it is synced to disk", R"("250ms")"),

    row<kParse, &Parse::assumed_utc_offset_minutes>("parse.assumed_utc_offset", Kind::kUtcOffset,
        {-12 * 60, 14 * 60}, "",
        "Zone of dates that name none", R"("+00:00")"),
    row<kParse, &Parse::max_record_bytes>("parse.max_record", Kind::kBytes, {kKiB, kGiB}, "",
        "Larger records are rejected and counted", R"("32 MiB")"),
    row<kParse, &Parse::html_max_bytes>("parse.html_max", Kind::kBytes, {kKiB, 64 * kMiB}, "",
        "Larger HTML has its tags stripped instead of being parsed", R"("8 MiB")"),
    row<kParse, &Parse::html_max_depth>("parse.html_max_depth", Kind::kCount, {16, 2048}, "levels",
        "HTML nested deeper has its tags stripped instead of being parsed", "256"),
    row<kParse, &Parse::html_memory_bytes>("parse.html_memory", Kind::kBytes,
        {8 * kMiB, 4 * kGiB}, "",
        "Memory that parsing one page may take before its tags are stripped instead",
        R"("128 MiB")"),
    row<kParse, &Parse::html_deadline>("parse.html_deadline", Kind::kDuration, {10, kMinute}, "",
        "CPU time one page may take before its tags are stripped instead", R"("500ms")"),

    row<kBackfill, &Backfill::workers>("backfill.workers", Kind::kCount, {0, 256}, "threads",
        "Threads that read and sign records; 0 is one a core", "4"),
    row<kBackfill, &Backfill::queue_records>("backfill.queue_records", Kind::kCount,
        {256, 1'000'000}, "records",
        "Records that may wait between two stages; more hold up the reader", "1024"),

    row<kFetch, &Fetch::user_agent_contact>("fetch.user_agent_contact", Kind::kText, {0, 200}, "",
        "Where an outlet's operator reaches you; sent with every request, nothing when empty",
        R"("https://example.org/about-our-crawler")"),
    row<kFetch, &Fetch::timeout>("fetch.timeout", Kind::kDuration, {100, kHour}, "",
        "Time that one page may take, redirects and all", R"("20s")"),
    row<kFetch, &Fetch::connect_timeout>("fetch.connect_timeout", Kind::kDuration,
        {100, kHour}, "",
        "Time that looking a name up, connecting and the TLS handshake may take", R"("5s")"),
    row<kFetch, &Fetch::max_redirects>("fetch.max_redirects", Kind::kCount, {0, 20}, "redirects",
        "Redirects of a source or of `extract URL` that are followed before giving up", "3"),
    row<kFetch, &Fetch::max_page_bytes>("fetch.max_page", Kind::kBytes, {kKiB, kGiB}, "",
        "A page that is larger once decompressed is given up", R"("20 MiB")"),
    row<kFetch, &Fetch::allow_addresses>("fetch.allow_addresses", Kind::kAddresses,
        {0, 1000}, "",
        "Addresses that may be reached though they are not public: prefixes, or single ones",
        R"(["10.20.0.0/16", "fd00:12::/32"])"),
    row<kFetch, &Fetch::proxy>("fetch.proxy", Kind::kProxy, {0, 200}, "",
        "Proxy that everything is asked through (http, https, socks5h), none when empty; addresses of "
        "outlets are then the proxy's to judge",
        R"("socks5h://10.0.0.7:1080")"),
    row<kFetch, &Fetch::ca_file>("fetch.ca_file", Kind::kFile, {}, "",
        "PEM file of the authorities whose certificates are trusted, of outlets and of an https proxy, "
        "instead of the system's; those when empty. Every command checks that it can be read",
        R"("/etc/storyfold/authorities.pem")"),
    row<kFetch, &Fetch::delay>("fetch.delay", Kind::kDuration, {0, kHour}, "",
        "Time between the starts of two requests to one host; robots.txt and slow answers lengthen it",
        R"("200ms")"),
    row<kFetch, &Fetch::connections_per_host>("fetch.connections_per_host", Kind::kCount, {1, 64},
        "connections", "Requests that may run at one host at the same time", "1"),
    row<kFetch, &Fetch::connections>("fetch.connections", Kind::kCount, {1, 10'000}, "connections",
        "Requests that may run at the same time in all", "256"),

    row<kCrawl, &Crawl::sources>("crawl.sources", Kind::kPath, {}, "",
        "Folder of the outlets' files (*.toml); a relative one starts at the folder of this file",
        R"("/srv/news/sources")"),
    row<kCrawl, &Crawl::socket>("crawl.socket", Kind::kPath, {}, "",
        "Unix socket on which the running daemon takes commands", R"("/tmp/storyfold.sock")"),
    row<kCrawl, &Crawl::once_max_wait>("crawl.once_max_wait", Kind::kDuration, {0, kDay}, "",
        "`run --once` ends when nothing is due within this time", R"("10s")"),
    row<kCrawl, &Crawl::max_depth>("crawl.max_depth", Kind::kCount, {0, 100}, "links",
        "How many links away from a source an address may be", "2"),
    row<kCrawl, &Crawl::host_budget>("crawl.host_budget", Kind::kCount, {1, 100'000'000},
        "addresses", "New addresses that are taken from one host in a day", "5000"),
    row<kCrawl, &Crawl::poll_min>("crawl.poll_min", Kind::kDuration, {1000, kDay}, "",
        "Shortest learned time between two polls of a source", R"("1m")"),
    row<kCrawl, &Crawl::poll_max>("crawl.poll_max", Kind::kDuration, {1000, 30 * kDay}, "",
        "Longest learned time between two polls of a source", R"("12h")"),
    row<kCrawl, &Crawl::revisit_for>("crawl.revisit_for", Kind::kDuration, {0, 366 * kDay}, "",
        "How long a stored article is looked at again for corrections", R"("1d")"),
    row<kCrawl, &Crawl::raw_keep>("crawl.raw_keep", Kind::kDuration, {0, 366 * kDay}, "",
        "How long the bytes of fetched pages are kept for `storyfold reextract`", R"("7d")"),
    row<kCrawl, &Crawl::raw_max_bytes>("crawl.raw_max", Kind::kBytes, {0, kTiB}, "",
        "The oldest page bytes are dropped above this size, compressed", R"("4 GiB")"),
    row<kCrawl, &Crawl::workers>("crawl.workers", Kind::kCount, {0, 256}, "threads",
        "Threads that extract and sign pages; 0 is one a core", "4"),
    row<kCrawl, &Crawl::memory_bytes>("crawl.memory", Kind::kBytes, {16 * kMiB, kTiB}, "",
        "Caches and write buffers of `run`, which needs less of them than a backfill: in place of "
        "store.memory and dedup.form_cache", R"("256 MiB")"),

    row<kDedup, &Dedup::index_memory_bytes>("dedup.index_memory", Kind::kBytes,
        {16 * kMiB, kTiB}, "",
        "Memory of the index that finds candidates", R"("4 GiB")"),
    row<kDedup, &Dedup::form_cache_bytes>("dedup.form_cache", Kind::kBytes, {kMiB, kTiB}, "",
        "Memory for normalised texts that are compared again and again", R"("512 MiB")"),
    row<kDedup, &Dedup::max_candidates>("dedup.max_candidates", Kind::kCount, {1, 1000}, "texts",
        "Stored texts that one new text is compared with, best first", "24"),
    row<kDedup, &Dedup::boilerplate_stories>("dedup.boilerplate_stories", Kind::kCount,
        {2, 512}, "stories",
        "A passage found in so many stories is boilerplate and finds no candidates", "128"),
    row<kDedup, &Dedup::min_containment>("dedup.min_containment", Kind::kRatio, {0, 1}, "",
        "Part of the shorter text that must stand in the longer one", "0.7"),
    row<kDedup, &Dedup::min_numbers_shared>("dedup.min_numbers_shared", Kind::kRatio, {0, 1}, "",
        "Part of the shorter text's numbers that the longer one must share", "0.8"),
    row<kDedup, &Dedup::max_number_conflicts>("dedup.max_number_conflicts", Kind::kRatio,
        {0, 1}, "",
        "Part of the numbers in matching places that may differ", "0.1"),
    row<kDedup, &Dedup::short_tokens>("dedup.short_tokens", Kind::kCount, {0, 10'000}, "tokens",
        "A shorter text folds only near in time and when its headlines do not disagree", "60"),
    row<kDedup, &Dedup::short_window>("dedup.short_window", Kind::kDuration, {0, 366 * kDay}, "",
        "How far apart in time two short texts of one story may be", R"("36h")"),
    row<kDedup, &Dedup::outlet_rank>("dedup.outlet_rank", Kind::kNames, {0, 10'000}, "",
        "Outlets whose text is preferred as a story's canonical one, best first",
        R"(["Harbour Wire", "Evening Post"])"),
};
// clang-format on

}  // namespace

std::span<const Setting> all_settings() { return kSettings; }
std::span<const Section> all_sections() { return kSections; }

}  // namespace storyfold::config
