#include "crawler/frontier/budget.h"

#include <catch2/catch.hpp>
#include <deque>
#include <functional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "crawler/frontier/url_form.h"

using namespace storyfold;
using namespace storyfold::crawler::frontier;
using std::chrono::days;
using std::chrono::sys_days;

namespace {

constexpr sys_days kToday{days(20'000)};
constexpr std::uint32_t kMostADay = 20'000;
const std::string kHost = "https://n.example";

struct Page {
  VisitEnd end = VisitEnd::kRead;
  std::vector<std::string> links;
};

// Follows all links from `start` in the order found; the addresses asked for.
std::vector<std::string> crawl(HostBudget& budget, const std::string& start,
                               const std::function<Page(const std::string&)>& serve,
                               std::size_t most = 5000) {
  std::deque<std::string> queue{start};
  std::set<std::string> known{start};
  std::vector<std::string> asked;
  while (!queue.empty() && asked.size() < most) {
    const std::string url = queue.front();
    queue.pop_front();
    if (!budget.visit(url, kToday).empty()) continue;
    asked.push_back(url);
    const Page page = serve(url);
    std::vector<std::string> fresh;
    for (const std::string& link : page.links) {
      if (!trap_of(link, 2026).empty() || !known.insert(link).second) continue;
      fresh.push_back(link);
      if (budget.admit(link, kToday, kMostADay).empty()) queue.push_back(link);
    }
    budget.note(url, page.end, fresh);
  }
  return asked;
}

}  // namespace

TEST_CASE("visits that a kill cut off do not count against the host", "[frontier][budget]") {
  HostBudget budget;
  for (int kill = 0; kill < 50; ++kill) {
    for (int i = 0; i < 6; ++i) {
      const std::string url = kHost + "/detail/" + std::to_string(1000 + 6 * kill + i);
      REQUIRE(budget.visit(url, kToday).empty());
    }
    auto kept = HostBudget::decode(budget.encode());
    REQUIRE(kept);
    budget = *std::move(kept);
  }
}

TEST_CASE("an endless calendar ends after some tens of visits", "[frontier][budget]") {
  HostBudget budget;
  const auto asked = crawl(budget, kHost + "/days/2026/11", [](const std::string& url) {
    Page page;
    int year = 0, month = 0;
    if (std::sscanf(url.c_str(), "https://n.example/days/%d/%d", &year, &month) != 2) return page;
    const std::string base = kHost + "/days/";
    page.links = {base + std::to_string(year + month / 12) + "/" + std::to_string(month % 12 + 1),
                  base + std::to_string(month == 1 ? year - 1 : year) + "/" +
                      std::to_string(month == 1 ? 12 : month - 1)};
    for (int day = 1; day <= 28; ++day) {
      page.links.push_back(base + std::to_string(year) + "/" + std::to_string(month) + "/" +
                           std::to_string(day));
    }
    return page;
  });
  CHECK(asked.size() >= 10);
  CHECK(asked.size() <= 50);
}

TEST_CASE("session links, facets and endless folders end after some tens of visits",
          "[frontier][budget]") {
  std::minstd_rand random(3);
  HostBudget budget;
  const auto sessions = crawl(budget, kHost + "/sess/start", [&random](const std::string&) {
    Page page;
    for (int i = 0; i < 10; ++i) {
      std::string id;
      for (int digit = 0; digit < 20; ++digit) id += "0123456789abcdef"[random() % 16];
      page.links.push_back(kHost + "/sess/" + id);
    }
    return page;
  });
  CHECK(sessions.size() <= 50);

  const auto facets = crawl(budget, kHost + "/facet", [&random](const std::string&) {
    static const char* const kNames[] = {"sort", "color", "size", "page", "view", "tag"};
    Page page;
    for (int i = 0; i < 12; ++i) {
      std::string query;
      for (unsigned part = 0; part <= random() % 5; ++part) {
        query += (query.empty() ? "?" : "&") + std::string(kNames[random() % 6]) + "=" +
                 std::to_string(random() % 99);
      }
      page.links.push_back(kHost + "/facet" + query);
    }
    return page;
  });
  CHECK(facets.size() <= 50);

  const auto folders = crawl(budget, kHost + "/deep/", [&random](const std::string& url) {
    const auto segment = [&random] {
      return std::string(1, static_cast<char>('a' + random() % 26));
    };
    return Page{VisitEnd::kRead, {url + segment() + "/", url + segment() + "x/"}};
  });
  CHECK(folders.size() <= 50);
}

TEST_CASE("a list that leads to new articles goes on to its last page", "[frontier][budget]") {
  for (const std::string list : {"/finance/list_", "/finance/?page="}) {
    HostBudget budget;
    const auto asked = crawl(budget, kHost + list + "1", [&list](const std::string& url) {
      if (url.find(list) == std::string::npos) return Page{VisitEnd::kStored, {}};
      const int number = std::stoi(url.substr(url.find(list) + list.size()));
      Page page;
      for (int i = 0; i < 10; ++i) {
        page.links.push_back(kHost + "/finance/2026/a" + std::to_string(number * 10 + i) + ".html");
      }
      if (number < 200) page.links.push_back(kHost + list + std::to_string(number + 1));
      return page;
    });
    CHECK(asked.size() == 200 * 11);
  }
}

TEST_CASE("a kind that brought articles may fail longer, one that never did may not",
          "[frontier][budget]") {
  HostBudget budget;
  const auto visits = [&budget](const std::string& folder, VisitEnd end, int most) {
    int done = 0;
    while (done < most) {
      const std::string url = kHost + folder + std::to_string(done) + ".html";
      if (!budget.visit(url, kToday).empty()) break;
      budget.note(url, end, {});
      ++done;
    }
    return done;
  };
  CHECK(visits("/a", VisitEnd::kStored, 100) == 100);
  CHECK(visits("/a", VisitEnd::kGone, 1000) == 24 + 400);
  CHECK(visits("/b", VisitEnd::kGone, 1000) == 24);
  CHECK(visits("/c", VisitEnd::kFailed, 1000) == 1000);  // it may be well again
  CHECK(visits("/d", VisitEnd::kUnchanged, 1000) == 1000);
  CHECK(visits("/e", VisitEnd::kDuplicate, 1000) == 24);
  CHECK(budget.visit(kHost + "/b1.html", kToday) ==
        "budget: 24 visits in a row of addresses like /bN.html brought nothing");
  CHECK(budget.admit(kHost + "/b99.html", kToday, kMostADay) ==
        "budget: 24 visits in a row of addresses like /bN.html brought nothing");
  CHECK(budget.visit(kHost + "/b1.html", kToday + days(1)).empty());
}

TEST_CASE("a host gives so many new addresses a day", "[frontier][budget]") {
  HostBudget budget;
  for (int i = 0; i < 100; ++i) {
    CHECK(budget.admit(kHost + "/" + std::to_string(i), kToday, 100).empty());
  }
  CHECK(budget.admit(kHost + "/100", kToday, 100) == "budget: 100 new addresses of the host today");
  CHECK(budget.found_today() == 100);
  // A clock that jumps, even back, does not stop the host.
  CHECK(budget.admit(kHost + "/100", kToday + days(3650), 100).empty());
  CHECK(budget.admit(kHost + "/101", kToday, 100).empty());
}

TEST_CASE("a feed that invents addresses is held to the day's budget", "[frontier][budget]") {
  // FAULTS 34: new addresses at each poll for a day, all of one page.
  HostBudget budget;
  int asked = 0, admitted = 0;
  for (int poll = 0; poll < 720; ++poll) {
    for (int i = 0; i < 50; ++i) {
      const std::string url = kHost + "/p/" + std::to_string(poll * 50 + i) + ".html";
      if (!budget.admit(url, kToday, kMostADay).empty()) continue;
      ++admitted;
      if (!budget.visit(url, kToday).empty()) continue;
      ++asked;
      budget.note(url, VisitEnd::kDuplicate, {});
    }
  }
  CHECK(asked == 24);
  CHECK(admitted == 24);
}

TEST_CASE("a host without end leaves only so many notes of what was refused",
          "[frontier][budget]") {
  HostBudget budget;
  int noted = 0;
  for (int i = 0; i < 5000; ++i) noted += budget.note_refusal() ? 1 : 0;
  CHECK(noted == kMostRefusalsNoted);
  CHECK(budget.refusals() == kMostRefusalsNoted);
  CHECK(budget.admit(kHost + "/a", kToday + days(1), kMostADay).empty());  // another day
  CHECK_FALSE(budget.note_refusal());
  budget.aliases().confirm("https://m.tide.example/1", "https://www.tide.example/1");
  CHECK(*HostBudget::decode(budget.encode()) == budget);
}

TEST_CASE("a budget of the encoding before is read, without refusals", "[frontier][budget]") {
  HostBudget budget;
  CHECK(budget.admit(kHost + "/a", kToday, kMostADay).empty());
  std::string old = budget.encode();
  old[0] = 1;
  old.erase(9, 4);
  REQUIRE(HostBudget::decode(old));
  CHECK(*HostBudget::decode(old) == budget);
  CHECK(HostBudget::decode(old)->found_today() == 1);
}

TEST_CASE("a budget comes back from its bytes, which are few", "[frontier][budget]") {
  HostBudget budget;
  std::minstd_rand random(5);
  for (int i = 0; i < 5000; ++i) {
    std::string name;
    for (int letter = 0; letter < 6; ++letter) name += static_cast<char>('a' + random() % 26);
    const std::string url = kHost + "/" + name + "/" + name + "?" + name;
    static_cast<void>(budget.admit(url, kToday, kMostADay));
    if (!budget.visit(url, kToday).empty()) continue;
    budget.note(url, i % 3 == 0 ? VisitEnd::kStored : VisitEnd::kRead, {});
  }
  const std::string bytes = budget.encode();
  CHECK(bytes.size() <= 25'000);
  const auto again = HostBudget::decode(bytes);
  REQUIRE(again);
  CHECK(*again == budget);
  CHECK(again->encode() == bytes);
  for (std::size_t size = 0; size < bytes.size(); size += 97) {
    CHECK_FALSE(HostBudget::decode(std::string_view(bytes).substr(0, size)));
  }
  CHECK_FALSE(HostBudget::decode(bytes + "x"));
  CHECK(HostBudget::decode(HostBudget{}.encode()) == HostBudget{});
}
