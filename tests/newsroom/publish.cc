#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/newsroom/encode.h"
#include "tests/newsroom/outlets.h"
#include "tests/newsroom/plan.h"

namespace storyfold::newsroom {
namespace {

using std::chrono::sys_days;
using std::chrono::sys_seconds;

constexpr unsigned kFirstNumber = 100'217;
constexpr unsigned kNumberStep = 13;
constexpr std::string_view kMarketReport = "market-report-";
// Published for readers only: its page says noindex.
constexpr std::string_view kNoindexOutlet = "shiye";
constexpr std::string_view kNoindexStory = "gold-record";

Error bad_plan(std::string_view what, std::string_view name) {
  return {Errc::kBadInput, fmt::format("plan: {} \"{}\"", what, name)};
}

void replace_once(std::string& text, std::string_view was, std::string_view now, bool& changed) {
  const std::size_t at = text.find(was);
  if (at == std::string::npos) return;
  text.replace(at, was.size(), now);
  changed = true;
}

// The days of Beijing decide what "{day}" reads, whoever prints the text.
sys_days day_of(sys_seconds at) {
  return std::chrono::floor<std::chrono::days>(at + std::chrono::hours(8));
}

std::string path_of(const Outlet& outlet, unsigned number, sys_days day) {
  const std::chrono::year_month_day date(day);
  const auto ymd = fmt::format("{:04}{:02}{:02}", int(date.year()), unsigned(date.month()),
                               unsigned(date.day()));
  return fmt::format(fmt::runtime(outlet.article_path), fmt::arg("ymd", ymd),
                     fmt::arg("n", number));
}

class Desk {
 public:
  Desk(std::vector<Story> stories, const Clock& clock) : clock_(clock) {
    for (Story& story : stories) stories_.emplace(story.id, std::move(story));
    for (const Release& release : all_releases()) {
      if (release.story.starts_with(kMarketReport)) add_report(release.story);
      const sys_seconds at = clock_.instant(release.when);
      const auto [known, first] = first_told_.emplace(release.story, at);
      if (!first) known->second = std::min(known->second, at);
    }
  }

  Result<Article> article(const Release& release, unsigned order) const {
    const auto outlet = find_outlet(release.outlet);
    if (!outlet) return bad_plan("no outlet", release.outlet);
    auto text = text_of(release, order);
    if (!text) return text.error();
    const Outlet& house = all_outlets()[*outlet];
    const sys_seconds at = clock_.instant(release.when);
    const unsigned number = kFirstNumber + order * kNumberStep;
    Article article;
    article.outlet = *outlet;
    article.path = path_of(house, number, day_of(at));
    if (house.quirk == Quirk::kMoved) article.old_path = fmt::format("/old/{}.htm", number);
    article.story = release.story;
    article.edit = release.edit;
    article.noindex = release.outlet == kNoindexOutlet && release.story == kNoindexStory;
    if (!release.from.empty()) {
      const auto origin = find_outlet(release.from);
      if (!origin) return bad_plan("no outlet", release.from);
      article.source = all_outlets()[*origin].name;
    } else if (release.story != kRoundUp) {
      article.author = stories_.find(release.story)->second.reporter;
    }
    article.versions.push_back({at, std::move(*text)});
    if (house.traditional) print_traditional(article);
    return article;
  }

  Result<void> correct(const Correction& correction, std::vector<Article>& articles) const {
    for (Article& article : articles) {
      if (all_outlets()[article.outlet].id != correction.outlet) continue;
      if (article.story != correction.story) continue;
      Version next{clock_.instant(correction.when), article.versions.back().text};
      bool changed = false;
      replace_once(next.text.title, correction.was, correction.now, changed);
      for (std::string& paragraph : next.text.paragraphs) {
        replace_once(paragraph, correction.was, correction.now, changed);
      }
      if (!changed || next.from <= article.published()) {
        return bad_plan("nothing to correct in", correction.story);
      }
      article.versions.push_back(std::move(next));
      return {};
    }
    return bad_plan("no article to correct of", correction.story);
  }

 private:
  void add_report(std::string_view id) {
    Story report = market_report(id.back() - '0');
    stories_.emplace(report.id, std::move(report));
  }

  Result<Text> text_of(const Release& release, unsigned order) const {
    const auto told = first_told_.find(release.story);
    const sys_days day = day_of(told->second);
    Text text;
    bool english = false;
    if (release.story == kRoundUp) {
      std::vector<const Story*> parts;
      for (const std::string_view id : round_up_parts()) {
        const auto part = stories_.find(id);
        if (part == stories_.end()) return bad_plan("no story", id);
        parts.push_back(&part->second);
      }
      text = round_up(parts);
    } else {
      const auto story = stories_.find(release.story);
      if (story == stories_.end()) return bad_plan("no story", release.story);
      english = story->second.english;
      text = edited(story->second, release.edit, order);
    }
    for (std::string& paragraph : text.paragraphs) paragraph = dated(paragraph, english, day);
    return text;
  }

  static void print_traditional(Article& article) {
    article.source = to_traditional(article.source);
    article.author = to_traditional(article.author);
    for (Version& version : article.versions) {
      version.text.title = to_traditional(version.text.title);
      for (std::string& paragraph : version.text.paragraphs) {
        paragraph = to_traditional(paragraph);
      }
    }
  }

  Clock clock_;
  std::map<std::string, Story, std::less<>> stories_;
  std::map<std::string_view, sys_seconds> first_told_;  // whose day the text names
};

}  // namespace

const Version* Article::at(sys_seconds now) const {
  const auto later = std::ranges::upper_bound(versions, now, {}, &Version::from);
  return later == versions.begin() ? nullptr : &*std::prev(later);
}

Result<std::vector<Article>> publish(std::vector<Story> stories, const Clock& clock) {
  const Desk desk(std::move(stories), clock);
  std::vector<Article> articles;
  for (const Release& release : all_releases()) {
    auto article = desk.article(release, static_cast<unsigned>(articles.size()));
    if (!article) return article.error();
    articles.push_back(std::move(*article));
  }
  for (const Correction& correction : all_corrections()) {
    if (auto done = desk.correct(correction, articles); !done) return done.error();
  }
  std::ranges::stable_sort(articles, {}, &Article::published);
  return articles;
}

}  // namespace storyfold::newsroom
