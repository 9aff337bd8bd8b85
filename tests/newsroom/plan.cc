#include "tests/newsroom/plan.h"

#include <array>

namespace storyfold::newsroom {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

// clang-format off
constexpr std::array kReleases{
    // What stood there before the newsroom opened.
    Release{ago(hours(30)), "beiling",    "shayu-port"},
    Release{ago(hours(29)), "nanqiao",    "shayu-port", Edit::kHeadline, "beiling"},
    Release{ago(hours(28)), "shiye",      "shayu-port", Edit::kCut, "beiling"},
    Release{ago(hours(27)), "chengjiang", "pmi-april"},
    Release{ago(hours(26)), "yanhu",      "pmi-april", Edit::kNone, "chengjiang"},
    Release{ago(hours(25)), "qingfeng",   "f-swap"},
    Release{ago(hours(24)), "yanhu",      "market-report-1"},
    Release{ago(hours(23)), "wuan",       "old-bridge"},
    Release{ago(hours(22)), "lujia",      "old-bridge", Edit::kHeadline, "wuan"},
    Release{ago(hours(21)), "marrow",     "averill-ferry"},
    Release{ago(hours(20)), "corvane",    "averill-ferry", Edit::kHeadline, "marrow"},
    Release{ago(hours(18)), "tallow",     "larkspur-plant"},
    Release{ago(hours(16)), "nanqiao",    "mailong-merger"},
    Release{ago(hours(15)), "zaochao",    "mailong-merger", Edit::kDisclaimer, "nanqiao"},
    Release{ago(hours(14)), "chengjiang", "gold-record"},
    Release{ago(hours(13)), "shiye",      "gold-record", Edit::kMore, "chengjiang"},
    Release{ago(hours(12)), "beiling",    "water-rights"},
    Release{ago(hours(11)), "yanhu",      "delisting-rule"},
    Release{ago(hours(10)), "zaochao",    "school-meals"},
    Release{ago(hours(9)),  "corvane",    "library-night"},
    Release{ago(hours(8)),  "qingfeng",   "f-rail"},
    Release{ago(hours(7)),  "wuan",       "wuchuan-flood"},
    Release{ago(hours(6)),  "lujia",      "comet-mission"},
    Release{ago(hours(5)),  "nanqiao",    "shuofeng-price"},
    Release{ago(hours(4)),  "marrow",     "orchard-frost"},

    // One agency story goes round.
    Release{at_percent(4),  "beiling",    "rural-credit"},
    Release{at_percent(8),  "qingfeng",   "f-oil"},
    Release{at_percent(11), "chengjiang", "rural-credit", Edit::kHeadline, "beiling"},
    Release{at_percent(14), "tallow",     "fennwick-rate"},
    Release{at_percent(17), "yanhu",      "rural-credit", Edit::kNone, "beiling"},
    Release{at_percent(19), "yanhu",      "market-report-2"},
    Release{at_percent(22), "beiling",    "linya-quake"},
    Release{at_percent(25), "lujia",      "rural-credit", Edit::kNone, "beiling"},
    Release{at_percent(27), "marrow",     "fennwick-rate", Edit::kLead, "tallow"},
    Release{at_percent(30), "shiye",      "rural-credit", Edit::kCut, "chengjiang"},
    Release{at_percent(33), "wuan",       "linya-quake", Edit::kHeadline, "beiling"},
    Release{at_percent(36), "nanqiao",    "rural-credit", Edit::kLead, "beiling"},
    Release{at_percent(38), "qingfeng",   "f-drone"},
    Release{at_percent(41), "chengjiang", "tuojia-chip"},
    Release{at_percent(43), "zaochao",    "rural-credit", Edit::kDisclaimer, "beiling"},
    Release{at_percent(45), "corvane",    "fennwick-rate", Edit::kCut, "tallow"},
    Release{at_percent(48), "lujia",      "linya-quake", Edit::kMore, "beiling"},
    Release{at_percent(51), "yanhu",      "market-report-3"},
    Release{at_percent(53), "wuan",       "rural-credit", Edit::kMore, "beiling"},
    Release{at_percent(56), "shiye",      "tuojia-chip", Edit::kHeadline, "chengjiang"},
    Release{at_percent(59), "beiling",    "torrenia-tariff"},
    Release{at_percent(62), "zaochao",    "tuojia-chip", Edit::kNone, "chengjiang"},
    Release{at_percent(65), "tallow",     "sable-copper"},
    Release{at_percent(68), "chengjiang", "torrenia-tariff", Edit::kLead, "beiling"},
    Release{at_percent(71), "shiye",      kRoundUp},
    Release{at_percent(74), "lujia",      "torrenia-tariff", Edit::kHeadline, "beiling"},
    Release{at_percent(77), "qingfeng",   "f-satellite"},
    Release{at_percent(80), "yanhu",      "torrenia-tariff", Edit::kCut, "beiling"},
    Release{at_percent(83), "marrow",     "sable-copper", Edit::kHeadline, "tallow"},
    Release{at_percent(86), "yanhu",      "market-report-4"},
    Release{at_percent(89), "nanqiao",    "linya-quake", Edit::kDisclaimer, "beiling"},
    Release{at_percent(93), "zaochao",    "torrenia-tariff", Edit::kMore, "beiling"},
    Release{at_percent(96), "corvane",    "quillon-union"},
};

constexpr std::array kCorrections{
    Correction{at_percent(58), "chengjiang", "tuojia-chip", "187亿元", "178亿元"},
    Correction{at_percent(70), "beiling", "linya-quake", "6.4级", "6.3级"},
};

constexpr std::array<std::string_view, 3> kRoundUpParts{"rural-credit", "linya-quake",
                                                        "tuojia-chip"};
// clang-format on

}  // namespace

std::span<const Release> all_releases() { return kReleases; }
std::span<const Correction> all_corrections() { return kCorrections; }
std::span<const std::string_view> round_up_parts() { return kRoundUpParts; }

}  // namespace storyfold::newsroom
