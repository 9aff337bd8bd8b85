#include "app/crawl/catalog.h"

#include <algorithm>
#include <utility>

#include "core/url.h"
#include "crawler/frontier/url_form.h"

namespace storyfold::app {

Result<Catalog> load_files(const config::CrawlSettings& settings) {
  Catalog catalog;
  auto folder = config::load_sources(settings.sources);
  if (!folder) return folder.error();
  catalog.outlets = std::move(folder->outlets);
  catalog.errors = std::move(folder->errors);
  catalog.from_files = catalog.outlets.size();
  return catalog;
}

Result<Catalog> load_catalog(const config::CrawlSettings& settings, const storage::Store& store) {
  auto files = load_files(settings);
  if (!files) return files.error();
  Catalog catalog = *std::move(files);
  auto added = store.outlets();
  if (!added) return added.error();
  for (const auto& [key, text] : *added) {
    const bool replaced = std::any_of(catalog.outlets.begin(), catalog.outlets.end(),
                                      [&key = key](const auto& known) { return known.key == key; });
    if (replaced) continue;
    auto outlet = config::parse_outlet(text, "outlet " + key + " of the store", key);
    if (outlet) {
      catalog.outlets.push_back(*std::move(outlet));
    } else {
      catalog.errors.push_back(outlet.error());
    }
  }
  return catalog;
}

OutletBook make_book(const Catalog& catalog, std::vector<Error>& errors) {
  return OutletBook::make(catalog.outlets, errors);
}

Result<config::OutletConfig> outlet_of_home(std::string_view url) {
  auto form = crawler::frontier::crawl_form(url);
  if (!form) return form.error();
  std::string host = crawler::frontier::host_of(*form);
  if (host.starts_with("www.")) host.erase(0, 4);
  config::OutletConfig outlet;
  outlet.key = host;
  // A colon stands in no file name that is carried to other systems.
  std::replace(outlet.key.begin(), outlet.key.end(), ':', '_');
  outlet.name = host;
  outlet.home = *std::move(form);
  outlet.hosts = {host};
  return outlet;
}

}  // namespace storyfold::app
