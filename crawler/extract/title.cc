#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/extract/page.h"
#include "crawler/extract/title_candidates.h"
#include "crawler/extract/title_text.h"
#include "crawler/parse/outlet.h"
#include "crawler/parse/text.h"

namespace storyfold::crawler::extract {
namespace {

// A form of the title that is not shown: of <title>, a meta or JSON-LD.
struct Clue {
  const char* name;
  std::string whole;  // as it stands
  std::string text;   // without the site
  double weight;
};

struct Run {
  std::string form;  // bare
  Words words;
  double weight;
};

constexpr std::array<const char*, 11> kTitleMetas{
    "og:title", "twitter:title", "parsely-title", "sailthru.title",
    "dc.title", "dcterms.title", "articletitle",  "headline",
    "title",    "hdl",           "citation_title"};

std::string document_title(const parse::Dom& dom) {
  const parse::NodeId title = dom.find(GUMBO_TAG_TITLE);
  if (title == parse::kNoNode) return {};
  const parse::NodeId text = dom.first_child(title);
  return text == parse::kNoNode ? std::string() : parse::clean_line(dom.text(text));
}

Site site_of(const PageView& page) {
  std::vector<std::string> names{page.linked.site_name};
  for (const LinkedArticle& article : page.linked.articles) names.push_back(article.publisher);
  for (const char* meta : {"og:site_name", "application-name", "apple-mobile-web-app-title",
                           "publisher", "dc.publisher", "article:publisher", "sitename"})
    names.emplace_back(page.metas.find(meta));
  return Site(names, page.url);
}

std::vector<Clue> clues_of(const PageView& page, const Site& site) {
  std::vector<Clue> clues;
  const auto add = [&](const char* name, std::string whole, double weight) {
    if (bare(whole).empty() || whole.size() > 1000) return;
    for (Clue& clue : clues) {
      if (clue.whole == whole) {
        clue.weight += weight / 2;
        return;
      }
    }
    std::string text = without_site(whole, site);
    if (site.is_named(text)) return;
    clues.push_back({name, std::move(whole), std::move(text), weight});
  };
  if (!page.linked.articles.empty()) add("json-ld", page.linked.articles.front().headline, 1);
  for (const char* name : kTitleMetas) {
    add(name, std::string(page.metas.find(name)), std::string_view(name) == "title" ? 0.4 : 1);
  }
  add("title", document_title(page.dom), 1);
  return clues;
}

// Every run of neighbouring parts: a heading that equals one of them is confirmed by the clue.
std::vector<Run> runs_of(const Clue& clue, const Site& site) {
  std::vector<Run> runs;
  const auto parts = title_parts(clue.whole);
  const double whole = static_cast<double>(bare(clue.whole).size());
  const std::string stripped = bare(clue.text);
  for (std::size_t from = 0; from < parts.size(); ++from) {
    for (std::size_t last = from; last < parts.size(); ++last) {
      const auto* end = parts[last].data() + parts[last].size();
      const std::string_view run(parts[from].data(),
                                 static_cast<std::size_t>(end - parts[from].data()));
      if (from == last && parts.size() > 1 && site.is_named(run)) continue;
      std::string form = bare(run);
      if (form.empty()) continue;
      // What is left without the site is the title; the whole may be shown too, in a share bar.
      const double share = static_cast<double>(form.size()) / whole;
      const double weight = form == stripped ? 1 : 0.4 + 0.5 * share;
      runs.push_back({std::move(form), words_of(run), weight});
    }
  }
  return runs;
}

struct Support {
  double total = 0;
  double best = 0;
};

// How much `text` agrees with what the clues say.
Support support(std::string_view text, const std::vector<Clue>& clues,
                const std::vector<std::vector<Run>>& runs) {
  const std::string form = bare(text);
  const Words words = words_of(text);
  Support support;
  for (std::size_t i = 0; i < clues.size(); ++i) {
    double best = 0;
    for (const Run& run : runs[i]) {
      const double same = form == run.form ? 1 : alike(words, run.words);
      best = std::max(best, same * same * run.weight);
    }
    support.total += best * clues[i].weight;
    support.best = std::max(support.best, best);
  }
  return support;
}

// A kicker belongs to the title where the page says so elsewhere and never leaves it out.
bool is_core_meant(const std::string& core_text, const Heading& heading,
                   const std::vector<Clue>& clues) {
  const std::string core = bare(core_text);
  const std::string whole = bare(heading.text);
  const auto says = [&clues](const std::string& form) {
    return std::any_of(clues.begin(), clues.end(),
                       [&form](const Clue& clue) { return bare(clue.text) == form; });
  };
  return says(core) || !says(whole);
}

// A clue that is the end of what is shown leaves out a kicker: its text then; else null.
const Clue* without_kicker(std::string_view shown, const std::vector<Clue>& clues) {
  const std::string whole = bare(shown);
  for (const Clue& clue : clues) {
    if (std::string_view(clue.name) == "title") continue;
    const std::string form = bare(clue.text);
    if (form.size() < whole.size() && form.size() * 2 >= whole.size() && whole.ends_with(form))
      return &clue;
  }
  return nullptr;
}

}  // namespace

PageTitle read_title(const PageView& page) {
  const Site site = site_of(page);
  const std::vector<Clue> clues = clues_of(page, site);
  std::vector<std::vector<Run>> runs;
  runs.reserve(clues.size());
  for (const Clue& clue : clues) runs.push_back(runs_of(clue, site));
  double weight = 0;
  for (const Clue& clue : clues) weight += clue.weight;

  const Heading* best = nullptr;
  double best_score = 0, best_support = 0;
  const std::vector<Heading> headings = headings_of(page.dom);
  for (const Heading& heading : headings) {
    if (site.is_named(heading.text)) continue;
    const Support said = support(heading.text, clues, runs);
    const double score =
        heading.trust * (heading.likely + (weight > 0 ? 2 * said.total / weight : 0) + said.best);
    if (best == nullptr || score > best_score) {
      best = &heading;
      best_score = score;
      best_support = said.best;
    }
  }
  PageTitle title;
  const auto take = [&](const Heading& heading, const char* clue) {
    title.text = core_text(page.dom, heading.node);
    if (title.text.empty() || !is_core_meant(title.text, heading, clues)) title.text = heading.text;
    if (const Clue* shorter = without_kicker(title.text, clues)) title.text = shorter->text;
    title.heading = heading.node;
    title.clue = clue;
  };
  const Clue* first = clues.empty() ? nullptr : &clues.front();
  if (best != nullptr && (best_support >= 0.3 || first == nullptr)) {
    take(*best, "heading");
  } else {
    std::vector<std::string> forms;
    for (std::size_t i = 0; i < clues.size(); ++i) {
      for (const Run& run : runs[i]) {
        if (run.weight > 0.55 && run.form.size() >= 6) forms.push_back(run.form);
      }
    }
    const Heading shown = shown_text(page.dom, forms);
    if (shown.node != parse::kNoNode) {
      take(shown, "text");
    } else if (best != nullptr && best->likely >= 0.7) {
      take(*best, "heading");
    } else {
      // A <title> that only names the site says nothing about the article.
      const bool useless = first == nullptr || parse::looks_like_outlet(first->text);
      const Heading bold = useless ? first_bold_line(page.dom) : Heading();
      if (bold.node != parse::kNoNode) {
        take(bold, "bold");
      } else if (first != nullptr) {
        title.text = first->text;
        title.clue = first->name;
      }
    }
  }
  return title;
}

}  // namespace storyfold::crawler::extract
