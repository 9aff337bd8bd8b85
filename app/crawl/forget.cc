#include "app/crawl/forget.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "app/refs.h"
#include "core/clock.h"
#include "core/identity.h"
#include "core/url.h"
#include "crawler/frontier/url_form.h"

namespace storyfold::app {
namespace {

// What leads to an article, and what of it is to go.
struct Selection {
  std::set<SightingNumber> sightings;
  std::set<std::string> urls;   // at which they were seen, in every form
  std::set<std::string> ended;  // those of them that have no other text by now
  std::vector<storage::Tombstone> tombstones;
  std::vector<UrlRecord> records;  // of addresses known to a crawl, as they were
  std::string what;                // for the log
};

class Forgetting {
 public:
  Forgetting(storage::Store& store, std::string_view why) : store_(store), why_(why) {}

  Result<Selection> of_url(const std::string& url) {
    Selection selection;
    selection.what = url;
    add_forms(url, selection.urls);
    for (const std::string& form : std::vector(selection.urls.begin(), selection.urls.end())) {
      auto record = store_.url(form);
      if (!record) return record.error();
      // The page is kept under another address of the outlet.
      const bool elsewhere = *record && ((*record)->end == VisitEnd::kDuplicate ||
                                         (*record)->end == VisitEnd::kStored);
      if (elsewhere && !(*record)->target.empty()) add_forms((*record)->target, selection.urls);
    }
    selection.ended = selection.urls;
    for (const std::string& form : selection.urls) {
      auto numbers = store_.sightings_of_url(form);
      if (!numbers) return numbers.error();
      selection.sightings.insert(numbers->begin(), numbers->end());
      selection.tombstones.push_back(
          {.url = form, .item = {}, .at = system_now(), .why = std::string(why_)});
    }
    if (auto done = find_records(selection); !done) return done.error();
    return selection;
  }

  Result<Selection> of_item(ItemNumber item, const std::string& reference) {
    Selection selection;
    selection.what = reference;
    auto numbers = store_.sightings_of_item(item);
    if (!numbers) return numbers.error();
    selection.sightings.insert(numbers->begin(), numbers->end());
    for (const SightingNumber number : *numbers) {
      auto sighting = store_.sighting(number);
      if (!sighting) return sighting.error();
      if (!*sighting || (*sighting)->url.empty()) continue;
      const std::string& url = (*sighting)->url;
      add_forms(url, selection.urls);
      auto there = store_.sightings_of_url(url);
      if (!there) return there.error();
      // An address that has another text by now goes on being read.
      if (!there->empty() && selection.sightings.contains(there->back())) {
        add_forms(url, selection.ended);
      }
    }
    if (auto done = find_records(selection); !done) return done.error();
    return selection;
  }

 private:
  static void add_forms(const std::string& url, std::set<std::string>& forms) {
    auto normal = normalize_url(url);
    forms.insert(normal ? *normal : url);
    if (auto form = crawler::frontier::crawl_form(url)) forms.insert(*std::move(form));
  }

  // Addresses whose page is the article, also as another form of it.
  Result<void> find_records(Selection& selection) const {
    return store_.for_each_url([&](const UrlRecord& record) {
      const bool concerned =
          selection.urls.contains(record.url) || selection.urls.contains(record.target) ||
          (record.sighting != 0 && selection.sightings.contains(record.sighting));
      if (concerned) selection.records.push_back(record);
      return true;
    });
  }

  storage::Store& store_;
  std::string_view why_;
};

Result<Selection> select(storage::Store& store, Fold& fold, std::string_view reference, bool is_url,
                         std::string_view why) {
  if (auto flushed = fold.flush(); !flushed) return flushed.error();
  Forgetting forgetting(store, why);
  if (is_url) return forgetting.of_url(std::string(reference));
  auto target = find_one(store, reference);
  if (!target) return target.error();
  if (!*target) return Selection{};
  if ((*target)->kind != TargetKind::kItem) {
    return Error{Errc::kBadInput, std::string(reference) + " is a " +
                                      std::string(to_string((*target)->kind)) +
                                      "; a URL or an item is taken down"};
  }
  return forgetting.of_item((*target)->item, std::string(reference));
}

// What of the crawl goes with the article.
storage::Finished crawl_part(Selection& selection, std::string_view why, Forgotten& report) {
  storage::Finished with;
  std::set<std::string> pages = selection.urls;
  for (UrlRecord& record : selection.records) {
    pages.insert(record.url);
    const bool ends = selection.ended.contains(record.url) ||
                      selection.ended.contains(record.target) ||
                      (record.sighting != 0 && selection.sightings.contains(record.sighting));
    if (!ends) continue;
    ++report.addresses;
    if (record.source) {
      record.sighting = 0;  // a list page, too: it goes on being polled
    } else {
      end_taken_down(record);
    }
    with.urls.push_back(std::move(record));
  }
  with.taken_down.pages.assign(pages.begin(), pages.end());
  with.tombstones = std::move(selection.tombstones);
  with.log.push_back({0,
                      system_now(),
                      storage::LogKind::kTakenDown,
                      {},
                      selection.what + (why.empty() ? "" : ": " + std::string(why))});
  return with;
}

// A text that is gone is known by its tombstone alone.
Result<bool> taken_down_before(const storage::Store& store, std::string_view reference,
                               bool is_url) {
  if (is_url) {
    auto stone = store.forgotten(reference);
    if (!stone) return stone.error();
    return stone->has_value();
  }
  const std::string_view digits = reference.starts_with("item:") ? reference.substr(5) : reference;
  bool found = false;
  auto read = store.for_each_forgotten([&](const storage::Tombstone& stone) {
    found = stone.item && to_hex(*stone.item).starts_with(digits);
    return !found;
  });
  if (!read) return read.error();
  return found;
}

}  // namespace

Result<std::optional<Forgotten>> forget(storage::Store& store, Fold& fold,
                                        std::string_view reference, std::string_view why,
                                        const SettleHook& settle) {
  auto found = find_all(store, reference);
  if (!found) return found.error();
  const bool is_url = found->form == RefForm::kUrl;
  auto selected = select(store, fold, reference, is_url, why);
  if (!selected) return selected.error();
  if (settle) {
    if (auto settled = settle(selected->urls); !settled) return settled.error();
    selected = select(store, fold, reference, is_url, why);
    if (!selected) return selected.error();
  }
  Selection selection = *std::move(selected);
  Forgotten report;
  if (selection.sightings.empty()) {
    auto before = taken_down_before(store, reference, is_url);
    if (!before) return before.error();
    report.before = *before;
    if (*before) return std::optional(report);
    if (selection.records.empty()) return std::optional<Forgotten>();
  }
  storage::Finished with = crawl_part(selection, why, report);
  const std::vector<SightingNumber> sightings(selection.sightings.begin(),
                                              selection.sightings.end());
  auto gone = fold.take_down(sightings, why, std::move(with));
  if (!gone) return gone.error();
  if (auto synced = store.sync(); !synced) return synced.error();
  report.sightings = gone->sightings.size();
  report.items = gone->items.size();
  report.stories = gone->stories.size();
  return std::optional(report);
}

}  // namespace storyfold::app
