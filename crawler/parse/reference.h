#pragma once
// Links as pages and feeds write them -> URLs. Pure; safe from any thread.
#include <string>
#include <string_view>

namespace storyfold::crawler::parse {

// `reference` as browsers take it: white space around it and line ends inside it dropped, spaces
// encoded; then resolve_url (core/url.h). "" for what cannot be asked, for a
// host that is not UTF-8, and for what is empty.
[[nodiscard]] std::string absolute_url(std::string_view base, std::string_view reference);

// Host and port of a URL as they stand in it; "" when it has none.
[[nodiscard]] std::string_view url_host(std::string_view url) noexcept;

// The name under which an outlet's hosts lie: "a.com.cn" of "news.a.com.cn", "a.cn" of "www.a.cn".
// A guess from the labels alone, for telling an outlet's channels from links to others; an address
// or a host with a port comes back as it is.
[[nodiscard]] std::string_view site_of(std::string_view host) noexcept;

// absolute_url for many references on one base. The common forms, plain paths on the base's own
// host and plain absolute URLs, are put together without a parser: list pages have hundreds. Gives
// exactly what absolute_url would.
class UrlResolver {
 public:
  explicit UrlResolver(std::string_view base);

  [[nodiscard]] const std::string& base() const noexcept { return base_; }
  [[nodiscard]] std::string resolve(std::string_view reference) const;

 private:
  std::string base_;
  std::string scheme_;  // "https:"; "" when the base is no URL
  std::string origin_;  // "https://a.cn"
};

}  // namespace storyfold::crawler::parse
