#include "app/crawl/source_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "crawler/frontier/url_form.h"
#include "crawler/parse/charset.h"
#include "crawler/parse/discovery.h"
#include "crawler/parse/home_finder.h"
#include "crawler/parse/link_scan.h"

namespace storyfold::app {
namespace {

namespace fetch = crawler::fetch;
namespace frontier = crawler::frontier;
namespace parse = crawler::parse;
using parse::DocumentKind;

constexpr std::chrono::milliseconds kTick{100};
constexpr std::chrono::seconds kStopLimit{2};
constexpr std::chrono::days kQuiet{30};        // a source without news for so long is told of
constexpr std::chrono::hours kClockSlack{26};  // a zone that was guessed wrong is not the future
constexpr std::size_t kFeedsNamed = 3;

std::string listed(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

std::string status_problem(int status) {
  const std::string http = "HTTP " + std::to_string(status) + ": ";
  switch (status) {
    case 404:
    case 410:
      return http + "nothing stands there; look on the outlet's pages for the address it has now";
    case 401:
    case 403:
    case 451:
      return http + "the outlet does not let us read it; another address may be open";
    case 408:
    case 425:
    case 429:
    case 503:
      return http + "the outlet asks us to wait; a crawl asks again by itself";
    default:
      return http + (status >= 500 ? "the outlet's server fails; a crawl asks again by itself"
                                   : "not an answer to be read; check the address");
  }
}

// Why no page came; "" when one did.
std::string failure_of(const fetch::FetchOutcome& outcome) {
  switch (outcome.end) {
    case fetch::FetchEnd::kPage:
      return {};
    case fetch::FetchEnd::kRedirect:
      if (outcome.location.empty()) return outcome.error.what;
      return "redirects too often, at last to " + outcome.location +
             "; give the address at which it ends";
    case fetch::FetchEnd::kForbidden:
      return "robots.txt does not let us ask for it; give another address of the outlet";
    case fetch::FetchEnd::kStatus:
      return status_problem(outcome.page.status);
    case fetch::FetchEnd::kBlocked:
      return "not asked: its host is left alone" +
             (outcome.retry_at ? " until " + format_utc(*outcome.retry_at) : "") +
             (outcome.error.what.empty() ? "" : ": " + outcome.error.what);
    default:
      return "no answer: " + outcome.error.what;
  }
}

class Judgement {
 public:
  Judgement(SourceToCheck source, const Visit& visit, const Document& document,
            const OutletBook& book, std::chrono::sys_seconds now)
      : page_(visit.outcome.page),
        document_(document),
        book_(book),
        outlet_(book.find(source.outlet)),
        now_(now) {
    check_.source = std::move(source);
  }

  SourceCheck judge() {
    kind_ = parse::sniff(page_.bytes, page_.content_type);
    if (kind_ == DocumentKind::kOther && page_.content_type == "text/html") {
      kind_ = DocumentKind::kHtml;  // as read_document takes it
    }
    check_.what = what();
    check_.entries = document_.entries;
    count_links();
    if (page_.bytes.empty()) {
      check_.problems.emplace_back("an empty answer");
    } else if (is_listing()) {
      judge_kind();
      judge_entries();
    } else if (kind_ == DocumentKind::kHtml) {
      judge_page();
    } else {
      check_.problems.push_back(unreadable());
    }
    return std::move(check_);
  }

 private:
  [[nodiscard]] bool is_listing() const {
    return check_.what == "feed" || check_.what.starts_with("sitemap") || check_.what == "json";
  }

  [[nodiscard]] std::string what() const {
    const bool urls = document_.role == UrlRole::kSitemap && kind_ == DocumentKind::kText;
    if (kind_ == DocumentKind::kSitemap || urls) {
      const bool index =
          !document_.links.empty() &&
          std::all_of(document_.links.begin(), document_.links.end(),
                      [](const auto& link) { return link.role == UrlRole::kSitemap; });
      return index ? "sitemap index" : "sitemap";
    }
    if (kind_ != DocumentKind::kHtml) return std::string(parse::to_string(kind_));
    if (document_.article) return "article";
    return document_.role == UrlRole::kList ? "list" : "html";
  }

  void count_links() {
    for (const FoundLink& link : document_.links) {
      const bool entry = link.role == UrlRole::kArticle || check_.what.starts_with("sitemap");
      if (!entry) continue;
      const std::string host = frontier::host_of(link.url);
      if (book_.owner(host) == outlet_) {
        ++check_.on_hosts;
      } else if (std::find(other_hosts_.begin(), other_hosts_.end(), host) == other_hosts_.end()) {
        other_hosts_.push_back(host);
      }
      note_time(link);
    }
    for (const WholeEntry& entry : document_.entries_without_page) {
      ++check_.on_hosts;
      note_time(entry.link);
    }
  }

  void note_time(const FoundLink& link) {
    Timestamp time = link.published;
    if (!time.known() && link.changed) {
      time.at = *link.changed;
      time.precision = TimePrecision::kSecond;
    }
    if (time.known() && (!check_.newest.known() || time.at > check_.newest.at)) {
      check_.newest = time;
    }
  }

  // A listing of another kind than was said is read as what it is.
  void judge_kind() {
    const auto& given = check_.source.kind;
    if (!given || *given == UrlRole::kPage || !document_.reason.empty()) return;
    const std::string name(to_string(*given));
    if (check_.what.starts_with(name)) return;
    const std::string is = check_.what.substr(0, check_.what.find(' '));
    check_.notes.push_back("is a " + is + ", and read as one; kind = \"" + is +
                           "\" would be right, not \"" + name + "\"");
  }

  void judge_entries() {
    if (!document_.reason.empty()) {
      check_.problems.push_back(document_.reason +
                                (kind_ == DocumentKind::kJson ? kJsonAdvice : ""));
      return;
    }
    if (check_.entries == 0) {
      check_.problems.push_back("a " + check_.what + " without entries");
      return;
    }
    judge_hosts();
    judge_times();
  }

  [[nodiscard]] std::string hosts_text() const {
    return outlet_ == nullptr ? std::string() : listed(outlet_->config.hosts);
  }

  void judge_hosts() {
    const bool feed = kind_ == DocumentKind::kFeed || kind_ == DocumentKind::kJson;
    if (feed && !other_hosts_.empty()) {
      check_.notes.push_back("has entries on other hosts, which are asked for there: " +
                             listed(other_hosts_));
    } else if (!feed && check_.on_hosts == 0) {
      check_.problems.push_back("none of its entries is on the outlet's hosts (" + hosts_text() +
                                "); `hosts` in the outlet's file says which are");
    } else if (!feed && check_.on_hosts < check_.entries && check_.what != "list") {
      check_.notes.push_back(std::to_string(check_.entries - check_.on_hosts) +
                             " of its entries are not on the outlet's hosts, and left out");
    }
  }

  void judge_times() {
    if (!check_.newest.known()) {
      if (kind_ == DocumentKind::kFeed) check_.notes.emplace_back("its entries are not dated");
    } else if (check_.newest.at > now_ + kClockSlack) {
      check_.notes.emplace_back(
          "its newest entry is dated in the future; `utc_offset` in the outlet's "
          "file is the zone of dates that name none");
    } else if (check_.newest.at < now_ - kQuiet) {
      check_.notes.emplace_back("brings nothing new; it may be abandoned");
    }
  }

  void judge_page() {
    const UrlRole given = check_.source.kind.value_or(UrlRole::kList);
    if (given == UrlRole::kPage) {
      const bool is_article = document_.article || !document_.next_part.empty();
      if (!is_article && check_.entries == 0) check_.problems.push_back(document_.reason);
      return;
    }
    if (given != UrlRole::kList) {
      check_.problems.push_back("a web page, not a " + std::string(to_string(given)) +
                                (document_.reason.empty() ? "" : " (" + document_.reason + ")") +
                                better_address());
      return;
    }
    if (check_.entries > 0) {
      judge_hosts();
      return;
    }
    const Source* const source = book_.source(check_.source.url);
    check_.problems.emplace_back(
        source != nullptr && source->pattern
            ? "link_pattern matches no link on it"
            : "no link on it looks like an article's; `link_pattern` in the outlet's file says "
              "which are, but links that a script writes cannot be seen");
  }

  [[nodiscard]] std::string better_address() const {
    const auto decoded = parse::decode_page(page_.bytes, page_.charset);
    const auto links = parse::scan_links(decoded.text, page_.url);
    std::vector<std::string> feeds;
    for (auto& candidate : parse::candidates_of_home(links, page_.url, {})) {
      const bool named = candidate.declared && candidate.kind == parse::CandidateKind::kFeed;
      if (named && feeds.size() < kFeedsNamed) feeds.push_back(std::move(candidate.url));
    }
    if (!feeds.empty()) return "; feeds that it names: " + listed(feeds);
    return "; kind = \"list\" follows the links of a page";
  }

  [[nodiscard]] std::string unreadable() const {
    if (kind_ == DocumentKind::kOpml) {
      return "OPML, a list of feeds: `storyfold sources import` takes it as a file";
    }
    return "neither a feed, a sitemap, JSON nor a web page" +
           (page_.content_type.empty() ? "" : ": it is said to be " + page_.content_type);
  }

  static constexpr const char* kJsonAdvice =
      "; [source.json] in the outlet's file says where its entries stand";

  const FetchedPage& page_;
  const Document& document_;
  const OutletBook& book_;
  const Outlet* const outlet_;
  const std::chrono::sys_seconds now_;
  DocumentKind kind_ = DocumentKind::kOther;
  std::vector<std::string> other_hosts_;  // of entries
  SourceCheck check_;
};

Job job_of(const SourceToCheck& source, const std::shared_ptr<const OutletBook>& book,
           const config::FetchSettings& settings) {
  Job job;
  job.request.url = source.url;
  job.request.max_redirects = settings.max_redirects;
  if (const Source* const given = book->source(source.url)) {
    job.request.headers.assign(given->headers.begin(), given->headers.end());
  }
  job.reading.book = book;
  job.reading.record.url = source.url;
  job.reading.record.outlet = source.outlet;
  job.reading.record.role = source.kind.value_or(UrlRole::kList);
  job.reading.record.source = job.reading.record.role != UrlRole::kPage;
  return job;
}

}  // namespace

SourceCheck judge_source(SourceToCheck source, const Visit& visit, const OutletBook& book,
                         std::chrono::sys_seconds now) {
  const fetch::FetchOutcome& outcome = visit.outcome;
  SourceCheck check;
  if (visit.document) {
    check = Judgement(std::move(source), visit, *visit.document, book, now).judge();
  } else {
    check.source = std::move(source);
    check.problems.push_back(failure_of(outcome));
  }
  check.status = outcome.page.status;
  if (!outcome.page.redirects.empty()) {
    check.led_to = outcome.page.url;
    if (outcome.permanent && visit.document) {
      check.notes.push_back("has moved for good to " + check.led_to + "; give that address");
    }
  }
  return check;
}

Result<void> check_sources(const config::Settings& settings, std::vector<HostRecord> hosts,
                           const std::shared_ptr<const OutletBook>& book,
                           const std::vector<SourceToCheck>& sources,
                           const std::function<void(const SourceCheck&)>& done,
                           const std::function<bool(std::size_t answered)>& go_on) {
  std::unordered_map<std::string, HostRecord> kept;
  for (HostRecord& host : hosts) kept.emplace(host.origin, std::move(host));
  // Asked on the network's thread; nothing changes the map by then.
  const auto known = [&kept](const std::string& origin) -> std::optional<HostRecord> {
    const auto found = kept.find(origin);
    return found == kept.end() ? std::nullopt : std::optional(found->second);
  };
  auto network = Network::start_threads(settings, known, 0);
  if (!network) return network.error();
  std::unordered_map<std::string, std::size_t> places;
  for (const SourceToCheck& source : sources) {
    places.emplace(source.url, places.size());
    (*network)->start(job_of(source, book, settings.fetch));
  }
  std::vector<std::optional<SourceCheck>> checks(sources.size());
  std::size_t told = 0;
  std::size_t answered = 0;
  bool stopped = false;
  std::chrono::steady_clock::time_point give_up{};
  while ((*network)->running() > 0 && (!stopped || std::chrono::steady_clock::now() < give_up)) {
    for (const Visit& visit : (*network)->wait(kTick)) {
      if (visit.outcome.end == fetch::FetchEnd::kStopped) continue;
      const std::size_t place = places.at(visit.before.url);
      checks[place] = judge_source(sources[place], visit, *book, system_now());
      ++answered;
    }
    while (told < checks.size() && checks[told]) done(*checks[told++]);
    if (!stopped && !go_on(answered)) {
      stopped = true;
      give_up = std::chrono::steady_clock::now() + kStopLimit;
      (*network)->stop();
    }
  }
  for (; told < checks.size(); ++told) {
    if (checks[told]) done(*checks[told]);
  }
  return {};
}

}  // namespace storyfold::app
