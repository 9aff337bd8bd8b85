#include "app/crawl/outlets.h"

#include <utility>

#include "core/hash.h"
#include "core/url.h"
#include "crawler/frontier/url_form.h"

namespace storyfold::app {
namespace {

std::uint64_t fingerprint_of(const config::SourceConfig& config) {
  std::string said(to_string(config.kind));
  const auto add = [&said](std::string_view text) {
    said += '\0';
    said += text;
  };
  add(config.link_pattern);
  for (const auto& [name, value] : config.headers) {
    add(name);
    add(value);
  }
  if (config.json) {
    for (const auto& [name, pointer] : config::kJsonPointers) {
      add(name);
      add((*config.json).*pointer);
    }
  }
  return xxh3_64(said) | 1U;
}

Outlet prepare(config::OutletConfig config, std::vector<Error>& errors) {
  Outlet outlet;
  outlet.named = !config.name.empty() && config.name != config.hosts.front();
  for (const config::SourceConfig& given : config.sources) {
    Source source{given, std::nullopt, fingerprint_of(given)};
    if (const auto form = crawler::frontier::crawl_form(given.url)) source.config.url = *form;
    if (!given.link_pattern.empty()) {
      auto pattern = crawler::parse::LinkPattern::compile(given.link_pattern);
      if (pattern) {
        source.pattern = *std::move(pattern);
      } else {
        errors.push_back({Errc::kBadInput, config.key + ": link_pattern of " + given.url + ": " +
                                               pattern.error().what});
        continue;
      }
    }
    outlet.sources.push_back(std::move(source));
  }
  outlet.config = std::move(config);
  return outlet;
}

}  // namespace

OutletBook OutletBook::make(std::vector<config::OutletConfig> outlets, std::vector<Error>& errors) {
  OutletBook book;
  for (config::OutletConfig& config : outlets) {
    if (config.hosts.empty()) continue;
    if (book.by_key_.contains(config.key)) {
      errors.push_back({Errc::kBadInput, "outlet " + config.key + " is given twice"});
      continue;
    }
    auto outlet = std::make_shared<const Outlet>(prepare(std::move(config), errors));
    book.by_key_.emplace(outlet->config.key, outlet.get());
    for (const std::string& host : outlet->config.hosts) {
      if (!book.by_host_.emplace(host, outlet.get()).second) {
        errors.push_back({Errc::kBadInput, "outlet " + outlet->config.key + ": the host " + host +
                                               " is another outlet's already"});
      }
    }
    if (const auto home = crawler::frontier::crawl_form(outlet->config.home)) {
      book.homes_.insert(*home);
    }
    for (const Source& source : outlet->sources) {
      book.by_url_.emplace(source.config.url, &source);
    }
    book.outlets_.push_back(std::move(outlet));
  }
  return book;
}

const Outlet* OutletBook::find(std::string_view key) const {
  const auto found = by_key_.find(std::string(key));
  return found == by_key_.end() ? nullptr : found->second;
}

const Outlet* OutletBook::owner(std::string_view host) const {
  while (!host.empty()) {
    if (const auto found = by_host_.find(std::string(host)); found != by_host_.end()) {
      return found->second;
    }
    const auto dot = host.find('.');
    if (dot == std::string_view::npos) return nullptr;
    host.remove_prefix(dot + 1);
  }
  return nullptr;
}

const Source* OutletBook::source(std::string_view url) const {
  const auto found = by_url_.find(std::string(url));
  return found == by_url_.end() ? nullptr : found->second;
}

bool OutletBook::names(std::string_view url) const {
  const std::string key(url);
  return by_url_.contains(key) || homes_.contains(key);
}

}  // namespace storyfold::app
