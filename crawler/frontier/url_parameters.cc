#include "crawler/frontier/url_parameters.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "core/ascii.h"
#include "core/contains.h"
#include "crawler/frontier/url_text.h"

namespace storyfold::crawler::frontier {
namespace {

// Sorted, lower case.
// clang-format off
constexpr auto kTracking = std::to_array<std::string_view>({
    "__hsfp", "__hssc", "__hstc", "__s", "__twitter_impression", "_branch_match_id", "_ga",
    "_gac", "_gl", "_hsenc", "_hsmi", "_kx", "_openstat", "_trans_", "_wv", "_wwv",
    "abtest_cookie", "at_campaign", "at_custom1", "at_custom2", "at_custom3", "at_custom4",
    "at_medium", "bd_vid", "bdchannel", "chksm", "cmpid", "dclid", "fbclid", "ftag", "gbraid",
    "gclid", "gclsrc", "guccounter", "guce_referrer", "guce_referrer_sig", "hmci", "hmcu", "hmkw",
    "hmpl", "hmsr", "hsctatracking", "icid", "igsh", "igshid", "isappinstalled", "ivk_sa",
    "li_fat_id", "mc_cid", "mc_eid", "mibextid", "mkt_tok", "mpshare", "msclkid", "ncid",
    "nsukey", "ocid", "oly_anon_id", "oly_enc_id", "pass_ticket", "ref_src", "ref_url", "s_cid",
    "scm", "share", "shared", "sharefrom", "shareid", "sharer", "sharesource", "sharetoken",
    "sharetype", "shareuid", "shareuser", "smid", "smtyp", "spm", "spm_id_from", "srsltid",
    "sudaref", "tt_from", "ttclid", "twclid", "vd_source", "vero_conv", "vero_id", "wbraid",
    "wfr", "wickedid", "wt.mc_id", "wxshare", "xtor", "yclid", "ymclid"});
// clang-format on
static_assert(std::ranges::is_sorted(kTracking));

constexpr auto kTrackingPrefixes = std::to_array<std::string_view>(
    {"utm_", "mtm_", "matomo_", "piwik_", "pk_camp", "pk_kw", "share_"});

// These choose a page on some sites and name the channel on others: the value decides.
constexpr auto kChannelNames =
    std::to_array<std::string_view>({"from", "from_source", "fromsource", "origin", "ref", "refer",
                                     "referer", "referrer", "source", "src", "via"});
// clang-format off
constexpr auto kChannels = std::to_array<std::string_view>({
    "app", "appshare", "baidu", "baiduapp", "bing", "copylink", "douyin", "email", "facebook",
    "feed", "google", "groupmessage", "homepage", "linkedin", "message", "mobile", "newsletter",
    "pc", "push", "qq", "qqmessage", "qzone", "rss", "share", "sinaweibo", "singlemessage",
    "telegram", "timeline", "toutiao", "twitter", "wap", "wechat", "weibo", "weixin", "whatsapp",
    "wx"});
// clang-format on
static_assert(std::ranges::is_sorted(kChannels));

constexpr auto kSessions = std::to_array<std::string_view>(
    {"cfid", "cftoken", "jsessionid", "oscsid", "phpsessid", "zenid"});
// Short names that carry sessions on some sites and choose pages on others.
constexpr auto kMaybeSessions =
    std::to_array<std::string_view>({"s", "sess", "session", "session_id", "sessionid", "sid"});
constexpr std::size_t kLeastSessionBytes = 16;

bool is_referrer(std::string_view name, std::string_view value) {
  return name.starts_with("ref") &&
         (value.find("://") != std::string_view::npos || value.starts_with("http%3a%2f%2f") ||
          value.starts_with("https%3a%2f%2f"));
}

// The milliseconds with which scripts keep caches away: "_=1700000000000".
bool is_cache_buster(std::string_view name, std::string_view value) {
  return name == "_" && value.size() >= 10 && is_number(value);
}

// Long, with letters and digits mixed: no number and no word of a person's.
bool is_session_value(std::string_view value) {
  if (value.size() < kLeastSessionBytes) return false;
  const bool plain = std::ranges::all_of(value, [](char c) { return is_digit(c) || is_letter(c); });
  return plain && std::ranges::any_of(value, is_digit) && std::ranges::any_of(value, is_letter);
}

}  // namespace

bool is_tracking(std::string_view name, std::string_view value) {
  const std::string lower = ascii_lower(name);
  if (std::ranges::binary_search(kTracking, std::string_view(lower))) return true;
  const auto begins = [&lower](std::string_view prefix) { return lower.starts_with(prefix); };
  // "share_code" is a security's.
  if (std::ranges::any_of(kTrackingPrefixes, begins) && !lower.ends_with("code")) return true;
  if (is_cache_buster(lower, value)) return true;
  if (!contains(kChannelNames, lower)) return false;
  const std::string channel = ascii_lower(value);
  return std::ranges::binary_search(kChannels, std::string_view(channel)) ||
         is_referrer(lower, channel);
}

bool is_session(std::string_view name, std::string_view value) {
  const std::string lower = ascii_lower(name);
  if (contains(kSessions, lower) || lower.starts_with("aspsessionid")) return true;
  return contains(kMaybeSessions, lower) && is_session_value(value);
}

}  // namespace storyfold::crawler::frontier
