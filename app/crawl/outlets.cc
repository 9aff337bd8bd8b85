#include "app/crawl/outlets.h"

#include <algorithm>
#include <utility>

#include "config/credentials.h"
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

// False: one of the source's credentials cannot be read.
bool add_headers(Source& source, const std::string& outlet,
                 const std::optional<std::filesystem::path>& credentials,
                 std::vector<Error>& errors) {
  for (const auto& [name, value] : source.config.headers) {
    const auto credential = config::credential_name(value);
    if (credential.empty()) {
      source.headers.emplace(name, value);
      continue;
    }
    if (!credentials) continue;
    auto secret = config::read_credential(credential, *credentials);
    if (!secret) {
      errors.push_back({secret.error().code, outlet + ".toml: source.headers." + name + " of " +
                                                 source.config.url + ": " + secret.error().what});
      return false;
    }
    source.headers.emplace(name, *std::move(secret));
  }
  return true;
}

Outlet prepare(config::OutletConfig config, std::vector<Error>& errors,
               const std::optional<std::filesystem::path>& credentials) {
  Outlet outlet;
  outlet.named = !config.name.empty() && config.name != config.hosts.front();
  for (const config::SourceConfig& given : config.sources) {
    Source source{given, std::nullopt, fingerprint_of(given), {}};
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
    if (!add_headers(source, config.key, credentials, errors)) continue;
    outlet.sources.push_back(std::move(source));
  }
  outlet.config = std::move(config);
  return outlet;
}

}  // namespace

OutletBook OutletBook::make(std::vector<config::OutletConfig> outlets, std::vector<Error>& errors,
                            const std::optional<std::filesystem::path>& credentials) {
  OutletBook book;
  for (config::OutletConfig& config : outlets) {
    if (config.hosts.empty()) continue;
    if (book.by_key_.contains(config.key)) {
      errors.push_back({Errc::kBadInput, "outlet " + config.key + " is given twice"});
      continue;
    }
    auto outlet = std::make_shared<const Outlet>(prepare(std::move(config), errors, credentials));
    book.by_key_.emplace(outlet->config.key, outlet.get());
    for (const std::string& host : outlet->config.hosts) {
      const bool taken = !book.by_host_.emplace(host, outlet.get()).second;
      // One that nobody polls was made for its host, which has found its outlet since.
      if (taken && config::is_followed(outlet->config)) {
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

std::size_t OutletBook::followed() const {
  return static_cast<std::size_t>(
      std::count_if(outlets_.begin(), outlets_.end(),
                    [](const auto& outlet) { return config::is_followed(outlet->config); }));
}

config::DedupSettings ranked(config::DedupSettings dedup, const OutletBook& book) {
  std::vector<std::pair<int, std::string>> ranks;
  for (const auto& outlet : book.all()) {
    if (outlet->config.rank) ranks.emplace_back(*outlet->config.rank, outlet->config.name);
  }
  std::stable_sort(ranks.begin(), ranks.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (auto& [rank, name] : ranks) dedup.outlet_rank.push_back(std::move(name));
  return dedup;
}

}  // namespace storyfold::app
