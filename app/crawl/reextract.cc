#include "app/crawl/reextract.h"

#include <map>
#include <utility>
#include <vector>

#include "app/crawl/document.h"
#include "core/crawl.h"

namespace storyfold::app {
namespace {

FetchedPage fetched_page(storage::RawPage raw) {
  FetchedPage page;
  page.url = raw.final_url.empty() ? std::move(raw.url) : std::move(raw.final_url);
  page.status = raw.status;
  page.content_type = std::move(raw.content_type);
  page.charset = std::move(raw.charset);
  page.robots_tag = std::move(raw.robots_tag);
  page.fetched_at = raw.fetched_at;
  page.bytes = std::move(raw.bytes);
  return page;
}

class Rereading {
 public:
  Rereading(storage::Store& store, Fold& fold, std::shared_ptr<const OutletBook> book,
            const config::Settings& settings, const RereadHooks& hooks)
      : store_(store), fold_(fold), book_(std::move(book)), settings_(settings), hooks_(hooks) {}

  // In the order in which the newest page of each was kept; as far as was looked before a stop.
  Result<std::vector<std::string>> addresses(const RereadOptions& options) const {
    if (options.url) {
      auto raw = store_.raw(*options.url);
      if (!raw) return raw.error();
      return *raw ? std::vector{*options.url} : std::vector<std::string>{};
    }
    std::map<std::string, storage::RawPage> newest;
    auto read = store_.for_each_raw(0, [&](const storage::RawPage& page) {
      storage::RawPage head;
      head.number = page.number;
      head.extractor_version = page.extractor_version;
      newest[page.url] = std::move(head);
      return hooks_.go_on();
    });
    if (!read) return read.error();
    std::map<std::uint64_t, std::string> meant;
    for (const auto& [url, page] : newest) {
      auto record = store_.url(url);
      if (!record) return record.error();
      // The record tells who read it last, the page who read it when it came.
      const std::uint32_t read_by = *record ? (*record)->extractor_version : page.extractor_version;
      if (options.all || read_by < kExtractorVersion) meant.emplace(page.number, url);
    }
    std::vector<std::string> urls;
    for (auto& [number, url] : meant) urls.push_back(std::move(url));
    return urls;
  }

  Result<RereadPage> read(const std::string& url) {
    RereadPage result;
    result.url = url;
    if (auto flushed = fold_.flush(); !flushed) return flushed.error();
    auto raw = store_.raw(url);
    if (!raw) return raw.error();
    auto record = fold_.url(url);
    if (!record) return record.error();
    if (!*raw || !*record) return passed(result, "it is no longer kept");
    if (is_busy(url) || is_busy((*record)->target)) {
      return passed(result, "it is being asked for at this moment");
    }
    auto spoken_for = has_page_of_its_own((*record)->target);
    if (!spoken_for) return spoken_for.error();
    if (*spoken_for) return passed(result, "it is kept as " + (*record)->target);
    // An older page than the last one that was folded would bring back an older text.
    if ((*record)->body_hash != hash_of_bytes((*raw)->bytes)) {
      return passed(result, "what was fetched last is not kept");
    }
    const FetchedPage page = fetched_page(**std::move(raw));
    DocumentRequest request;
    request.record = **record;
    request.book = book_;
    Document document =
        read_document(page, std::move(request), settings_.parse, 0, store_.chunk_secret());
    if (!document.next_part.empty()) return passed(result, "it is one of several pages");
    (*record)->extractor_version = kExtractorVersion;
    return document.article ? fold(std::move(result), *std::move(document.article), **record)
                            : refuse(std::move(result), std::move(document.reason), **record);
  }

 private:
  static RereadPage passed(RereadPage& result, std::string reason) {
    result.end = RereadEnd::kPassed;
    result.reason = std::move(reason);
    return std::move(result);
  }

  [[nodiscard]] bool is_busy(const std::string& url) const {
    return hooks_.is_busy && !url.empty() && hooks_.is_busy(url);
  }

  // The page was folded under another address, and what that one answered is kept as well.
  Result<bool> has_page_of_its_own(const std::string& target) const {
    if (target.empty()) return false;
    auto raw = store_.raw(target);
    if (!raw) return raw.error();
    return raw->has_value();
  }

  Result<RereadPage> refuse(RereadPage result, std::string reason, const UrlRecord& record) {
    result.end = RereadEnd::kNoArticle;
    result.reason = std::move(reason);
    storage::Finished with;
    with.urls.push_back(record);
    if (auto kept = fold_.keep(std::move(with)); !kept) return kept.error();
    return result;
  }

  Result<RereadPage> fold(RereadPage result, SignedArticle read, const UrlRecord& record) {
    storage::Finished with;
    with.urls.push_back(record);
    const std::string& url = record.target.empty() ? record.url : record.target;
    if (url != record.url) {
      auto target = fold_.url(url);
      if (!target) return target.error();
      if (*target) {
        (*target)->extractor_version = kExtractorVersion;
        with.urls.push_back(**std::move(target));
      }
    }
    if (read.article.url != url) {  // the page may name another address by now
      read.article.url = url;
      read = sign_article(std::move(read.article), std::move(read.source), store_.chunk_secret());
    }
    result.title = read.article.title;
    auto folded = fold_.fold(std::move(read), std::nullopt, std::move(with));
    if (!folded) return folded.error();
    if (folded->forgotten) return passed(result, "it was taken down");
    result.end = folded->repeat ? RereadEnd::kUnchanged : RereadEnd::kRevised;
    result.story = folded->story;
    return result;
  }

  storage::Store& store_;
  Fold& fold_;
  std::shared_ptr<const OutletBook> book_;
  const config::Settings& settings_;
  const RereadHooks& hooks_;
};

void count(RereadEnd end, RereadTotals& totals) {
  switch (end) {
    case RereadEnd::kUnchanged:
      ++totals.unchanged;
      break;
    case RereadEnd::kRevised:
      ++totals.revised;
      break;
    case RereadEnd::kNoArticle:
      ++totals.no_article;
      break;
    case RereadEnd::kPassed:
      ++totals.passed;
      break;
  }
}

}  // namespace

std::string_view to_string(RereadEnd end) {
  switch (end) {
    case RereadEnd::kUnchanged:
      return "unchanged";
    case RereadEnd::kRevised:
      return "revised";
    case RereadEnd::kNoArticle:
      return "no-article";
    case RereadEnd::kPassed:
      return "passed-over";
  }
  return {};
}

Result<RereadTotals> reextract(storage::Store& store, Fold& fold,
                               std::shared_ptr<const OutletBook> book,
                               const config::Settings& settings, const RereadOptions& options,
                               const RereadHooks& hooks) {
  Rereading rereading(store, fold, std::move(book), settings, hooks);
  auto urls = rereading.addresses(options);
  if (!urls) return urls.error();
  RereadTotals totals;
  totals.to_read = urls->size();
  for (const std::string& url : *urls) {
    totals.complete = hooks.go_on();
    if (!totals.complete) break;
    auto page = rereading.read(url);
    if (!page) return page.error();
    count(page->end, totals);
    hooks.read(*page, totals);
  }
  if (urls->empty()) totals.complete = hooks.go_on();
  if (auto flushed = fold.flush(); !flushed) return flushed.error();
  if (auto synced = store.sync(); !synced) return synced.error();
  return totals;
}

}  // namespace storyfold::app
