#pragma once
// All outlets as web servers answer for them: which page a request gets, conditional requests, and
// what each outlet does to crawlers. No sockets here; time comes as an argument.
// One thread at a time: answering counts requests.
#include <chrono>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/newsroom/clock.h"
#include "tests/newsroom/pages.h"

namespace storyfold::newsroom {

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

struct Request {
  std::string target;  // as in the request line
  std::string if_none_match;
  std::string if_modified_since;
  bool accepts_gzip = false;
};

struct Response {
  unsigned status = 200;
  std::string content_type;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::chrono::milliseconds delay{};  // to wait before answering
};

class Site {
 public:
  // `layouts` in the order of all_outlets(). `port` stands in the addresses that pages print.
  Site(std::vector<Article> articles, std::vector<Layout> layouts, unsigned port);

  [[nodiscard]] Response answer(std::size_t outlet, const Request& request, Instant now);

  [[nodiscard]] const std::vector<Article>& articles() const { return articles_; }

 private:
  struct House {
    Layout layout;
    std::string origin;
    std::vector<const Article*> articles;  // newest first
    std::map<std::string_view, const Article*> by_path;
    unsigned refused = 0;        // kFailsAtFirst
    std::deque<Instant> recent;  // kRateLimit: requests within the window
  };

  // What the outlet's peculiarity answers instead of a page; status 200 when nothing.
  static Response obstacle(const Outlet& outlet, House& house, std::string_view target,
                           Instant now);
  Response page(std::size_t outlet, std::string_view target, std::chrono::sys_seconds now) const;

  std::vector<Article> articles_;
  std::vector<House> houses_;
};

}  // namespace storyfold::newsroom
