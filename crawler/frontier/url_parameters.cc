#include "crawler/frontier/url_parameters.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "core/ascii.h"
#include "crawler/frontier/url_text.h"

namespace storyfold::crawler::frontier {
namespace {

using std::string_view_literals::operator""sv;

// Sorted, lower case.
constexpr std::array kTracking{"__hsfp"sv,
                               "__hssc"sv,
                               "__hstc"sv,
                               "__s"sv,
                               "__twitter_impression"sv,
                               "_branch_match_id"sv,
                               "_ga"sv,
                               "_gac"sv,
                               "_gl"sv,
                               "_hsenc"sv,
                               "_hsmi"sv,
                               "_kx"sv,
                               "_openstat"sv,
                               "_trans_"sv,
                               "_wv"sv,
                               "_wwv"sv,
                               "abtest_cookie"sv,
                               "at_campaign"sv,
                               "at_custom1"sv,
                               "at_custom2"sv,
                               "at_custom3"sv,
                               "at_custom4"sv,
                               "at_medium"sv,
                               "bd_vid"sv,
                               "bdchannel"sv,
                               "chksm"sv,
                               "cmpid"sv,
                               "dclid"sv,
                               "fbclid"sv,
                               "ftag"sv,
                               "gbraid"sv,
                               "gclid"sv,
                               "gclsrc"sv,
                               "guccounter"sv,
                               "guce_referrer"sv,
                               "guce_referrer_sig"sv,
                               "hmci"sv,
                               "hmcu"sv,
                               "hmkw"sv,
                               "hmpl"sv,
                               "hmsr"sv,
                               "hsctatracking"sv,
                               "icid"sv,
                               "igsh"sv,
                               "igshid"sv,
                               "isappinstalled"sv,
                               "ivk_sa"sv,
                               "li_fat_id"sv,
                               "mc_cid"sv,
                               "mc_eid"sv,
                               "mibextid"sv,
                               "mkt_tok"sv,
                               "mpshare"sv,
                               "msclkid"sv,
                               "ncid"sv,
                               "nsukey"sv,
                               "ocid"sv,
                               "oly_anon_id"sv,
                               "oly_enc_id"sv,
                               "pass_ticket"sv,
                               "ref_src"sv,
                               "ref_url"sv,
                               "s_cid"sv,
                               "scm"sv,
                               "share"sv,
                               "shared"sv,
                               "sharefrom"sv,
                               "shareid"sv,
                               "sharer"sv,
                               "sharesource"sv,
                               "sharetoken"sv,
                               "sharetype"sv,
                               "shareuid"sv,
                               "shareuser"sv,
                               "smid"sv,
                               "smtyp"sv,
                               "spm"sv,
                               "spm_id_from"sv,
                               "srsltid"sv,
                               "sudaref"sv,
                               "tt_from"sv,
                               "ttclid"sv,
                               "twclid"sv,
                               "vd_source"sv,
                               "vero_conv"sv,
                               "vero_id"sv,
                               "wbraid"sv,
                               "wfr"sv,
                               "wickedid"sv,
                               "wt.mc_id"sv,
                               "wxshare"sv,
                               "xtor"sv,
                               "yclid"sv,
                               "ymclid"sv};
static_assert(std::ranges::is_sorted(kTracking));

constexpr std::array kTrackingPrefixes{"utm_"sv,    "mtm_"sv,  "matomo_"sv, "piwik_"sv,
                                       "pk_camp"sv, "pk_kw"sv, "ga_"sv,     "share"sv};

// These choose a page on some sites and name the channel on others: the value decides.
constexpr std::array kChannelNames{"from"sv,   "from_source"sv, "fromsource"sv, "origin"sv,
                                   "ref"sv,    "refer"sv,       "referer"sv,    "referrer"sv,
                                   "source"sv, "src"sv,         "via"sv};
constexpr std::array kChannels{"app"sv,        "appshare"sv,
                               "baidu"sv,      "baiduapp"sv,
                               "bing"sv,       "copylink"sv,
                               "douyin"sv,     "email"sv,
                               "facebook"sv,   "feed"sv,
                               "google"sv,     "groupmessage"sv,
                               "homepage"sv,   "linkedin"sv,
                               "message"sv,    "mobile"sv,
                               "newsletter"sv, "pc"sv,
                               "push"sv,       "qq"sv,
                               "qqmessage"sv,  "qzone"sv,
                               "rss"sv,        "share"sv,
                               "sinaweibo"sv,  "singlemessage"sv,
                               "telegram"sv,   "timeline"sv,
                               "toutiao"sv,    "twitter"sv,
                               "wap"sv,        "wechat"sv,
                               "weibo"sv,      "weixin"sv,
                               "whatsapp"sv,   "wx"sv};
static_assert(std::ranges::is_sorted(kChannels));

constexpr std::array kSessions{"cfid"sv,   "cftoken"sv,   "jsessionid"sv,
                               "oscsid"sv, "phpsessid"sv, "zenid"sv};
// Short names that carry sessions on some sites and choose pages on others.
constexpr std::array kMaybeSessions{"s"sv,          "sess"sv,      "session"sv,
                                    "session_id"sv, "sessionid"sv, "sid"sv};
constexpr std::size_t kLeastSessionBytes = 16;

template <std::size_t kSize>
bool contains(const std::array<std::string_view, kSize>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

template <std::size_t kSize>
bool contains_sorted(const std::array<std::string_view, kSize>& names, std::string_view name) {
  return std::ranges::binary_search(names, name);
}

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
  if (contains_sorted(kTracking, lower)) return true;
  const auto begins = [&lower](std::string_view prefix) { return lower.starts_with(prefix); };
  // "share_code" is a security's.
  if (std::ranges::any_of(kTrackingPrefixes, begins) && !lower.ends_with("code")) return true;
  if (is_cache_buster(lower, value)) return true;
  if (!contains(kChannelNames, lower)) return false;
  const std::string channel = ascii_lower(value);
  return contains_sorted(kChannels, channel) || is_referrer(lower, channel);
}

bool is_session(std::string_view name, std::string_view value) {
  const std::string lower = ascii_lower(name);
  if (contains(kSessions, lower) || lower.starts_with("aspsessionid")) return true;
  return contains(kMaybeSessions, lower) && is_session_value(value);
}

}  // namespace storyfold::crawler::frontier
