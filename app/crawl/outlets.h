#pragma once
// The outlets a crawl follows: the operator's files and those added by command, as one book. Whose
// page an address is, and how it is to be read. Immutable once made: shared between threads.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "config/sources.h"
#include "core/crawl.h"
#include "crawler/parse/link_pattern.h"

namespace storyfold::app {

// A source as it is polled.
struct Source {
  config::SourceConfig config;
  std::optional<crawler::parse::LinkPattern> pattern;
  // Of what decides how it is asked and read (all but `every`); never 0.
  std::uint64_t fingerprint = 0;
};

struct Outlet {
  config::OutletConfig config;
  bool named = false;  // by the operator; otherwise the name is only its host
  std::vector<Source> sources;
};

class OutletBook {
 public:
  // The first of two outlets with one key, or with one host, wins; `errors` says what was left out.
  static OutletBook make(std::vector<config::OutletConfig> outlets, std::vector<Error>& errors);

  [[nodiscard]] const Outlet* find(std::string_view key) const;
  // The outlet whose host, or a parent domain of it, `host` is; nullptr: nobody's.
  [[nodiscard]] const Outlet* owner(std::string_view host) const;
  // The source that is polled at `url`; nullptr: none was given for it.
  [[nodiscard]] const Source* source(std::string_view url) const;
  // Whether the operator names the address: a source's, or a home page. In crawl form.
  [[nodiscard]] bool names(std::string_view url) const;
  [[nodiscard]] const std::vector<std::shared_ptr<const Outlet>>& all() const { return outlets_; }

 private:
  std::vector<std::shared_ptr<const Outlet>> outlets_;
  std::unordered_map<std::string, const Outlet*> by_key_;
  std::unordered_map<std::string, const Outlet*> by_host_;
  std::unordered_map<std::string, const Source*> by_url_;
  std::unordered_set<std::string> homes_;
};

}  // namespace storyfold::app
