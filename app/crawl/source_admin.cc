#include "app/crawl/source_admin.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/url.h"
#include "crawler/frontier/url_form.h"
#include "crawler/parse/discovery.h"
#include "crawler/parse/opml.h"
#include "crawler/parse/unicode.h"

namespace storyfold::app {
namespace {

bool has_source(const config::OutletConfig& outlet, const std::string& url) {
  return outlet.home == url || std::any_of(outlet.sources.begin(), outlet.sources.end(),
                                           [&](const auto& source) { return source.url == url; });
}

// Adds `given` to `outlets`, which are those of commands. Its key; "" when nothing is new.
Result<std::string> add_one(const NewOutlet& given, std::vector<config::OutletConfig>& outlets) {
  auto made = outlet_of_home(given.home.empty() ? given.feed : given.home);
  if (!made) return made.error();
  if (given.home.empty()) made->home.clear();
  std::string feed;
  if (!given.feed.empty()) {
    auto form = crawler::frontier::crawl_form(given.feed);
    if (!form) return form.error();
    feed = *std::move(form);
  }
  auto known = std::find_if(outlets.begin(), outlets.end(),
                            [&](const auto& outlet) { return outlet.key == made->key; });
  if (known == outlets.end()) {
    if (!given.title.empty()) made->name = given.title;
    outlets.push_back(*std::move(made));
    known = std::prev(outlets.end());
  } else if ((feed.empty() || has_source(*known, feed)) &&
             (made->home.empty() || has_source(*known, made->home))) {
    return std::string();
  } else if (known->home.empty()) {
    known->home = made->home;
  } else if (!made->home.empty() && !has_source(*known, made->home)) {
    config::SourceConfig list;  // another home page on the same host
    list.kind = UrlRole::kList;
    list.url = made->home;
    known->sources.push_back(std::move(list));
  }
  if (!feed.empty() && !has_source(*known, feed)) {
    config::SourceConfig source;
    source.url = feed;
    known->sources.push_back(std::move(source));
  }
  return known->key;
}

}  // namespace

Result<AddedOutlets> add_outlets(storage::Store& store, const config::CrawlSettings& settings,
                                 const std::vector<NewOutlet>& given) {
  auto catalog = load_catalog(settings, store);
  if (!catalog) return catalog.error();
  std::vector<Error> errors;
  const OutletBook book = make_book(*catalog, errors);
  const auto first = catalog->outlets.begin() + static_cast<std::ptrdiff_t>(catalog->from_files);
  std::vector<config::OutletConfig> outlets(first, catalog->outlets.end());
  AddedOutlets result;
  std::set<std::string> changed;
  for (const NewOutlet& one : given) {
    const std::string& named = one.home.empty() ? one.feed : one.home;
    const auto parts = parse_url(named);
    const Outlet* const owner = parts ? book.owner(parts->host) : nullptr;
    const bool of_file =
        owner != nullptr && std::any_of(catalog->outlets.begin(), first, [&](const auto& outlet) {
          return outlet.key == owner->config.key;
        });
    if (of_file) {  // the operator's file says what is followed there
      result.known.push_back(named);
      continue;
    }
    auto key = add_one(one, outlets);
    if (!key) {
      result.refused.push_back({key.error().code, named + ": " + key.error().what});
    } else if (key->empty()) {
      result.known.push_back(named);
    } else {
      changed.insert(*key);
    }
  }
  if (changed.empty()) return result;
  storage::Finished with;
  for (const config::OutletConfig& outlet : outlets) {
    if (changed.contains(outlet.key)) with.outlets[outlet.key] = config::format_outlet(outlet);
  }
  if (auto appended = store.append(with); !appended) return appended.error();
  result.added.assign(changed.begin(), changed.end());
  return result;
}

Result<std::vector<NewOutlet>> read_outlet_list(std::string_view text, std::string_view where) {
  std::vector<NewOutlet> outlets;
  if (crawler::parse::sniff(text, "") == crawler::parse::DocumentKind::kOpml) {
    auto outlines = crawler::parse::read_opml(text);
    if (!outlines)
      return Error{outlines.error().code, std::string(where) + ": " + outlines.error().what};
    for (crawler::parse::OpmlOutline& outline : *outlines) {
      outlets.push_back(
          {std::move(outline.html_url), std::move(outline.xml_url), std::move(outline.title)});
    }
    return outlets;
  }
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    const auto end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    line = crawler::parse::trim(line.substr(0, line.find(" #")));
    if (line.empty() || line.front() == '#') continue;
    if (auto url = normalize_url(line); !url) {
      return Error{Errc::kBadInput, std::string(where) + ":" + std::to_string(number) +
                                        ": not an address: " + url.error().what};
    }
    outlets.push_back({std::string(line), {}, {}});
  }
  return outlets;
}

Result<std::vector<SourceView>> view_sources(const storage::Store& store, const Catalog& catalog) {
  std::map<std::string, SourceView> views;  // by address
  std::vector<Error> errors;
  const OutletBook book = make_book(catalog, errors);
  for (const auto& outlet : book.all()) {
    const auto add = [&, &key = outlet->config.key](const std::string& url, UrlRole role) {
      SourceView view;
      view.outlet = key;
      view.record.url = url;
      view.record.role = role;
      view.given = true;
      views.emplace(url, std::move(view));
    };
    if (!outlet->config.home.empty()) {
      const auto home = crawler::frontier::crawl_form(outlet->config.home);
      if (home) add(*home, UrlRole::kList);
    }
    for (const Source& source : outlet->sources) add(source.config.url, source.config.kind);
  }
  auto read = store.for_each_source([&](const SourceRecord& learned) {
    SourceView& view = views[learned.url];
    view.outlet = learned.outlet;
    view.record.url = learned.url;
    view.record.role = learned.role;
    view.learned = learned;
    return true;
  });
  if (!read) return read.error();
  std::vector<SourceView> result;
  for (auto& [url, view] : views) {
    auto record = store.url(url);
    if (!record) return record.error();
    if (*record) view.record = **std::move(record);
    result.push_back(std::move(view));
  }
  std::stable_sort(result.begin(), result.end(),
                   [](const auto& a, const auto& b) { return a.outlet < b.outlet; });
  return result;
}

}  // namespace storyfold::app
