#include "tests/newsroom/edits.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace storyfold::newsroom {
namespace {

constexpr std::array<std::string_view, 3> kChineseLeads = {
    "围绕{topic}，此前已经有过不少传闻，{{day}}终于等来了正式的说法，本报梳理了其中的要点。",
    "{topic}有了最新进展。记者从多个渠道核实了相关内容，具体情况如下。",
    "酝酿已久的{topic}{{day}}揭开面纱，影响究竟有多大？先看几个关键的数字。"};
constexpr std::array<std::string_view, 2> kEnglishLeads = {
    "Here is what we know so far about {topic}, which has kept our readers busy since {{day}}.",
    "Few people expected {topic} to make the front pages this week. The facts, in short, are "
    "these."};

constexpr std::string_view kChineseDisclaimer =
    "免责声明：本文内容仅供参考，不构成任何投资建议，据此操作风险自担。如有侵权请联系本站删除。";
constexpr std::string_view kEnglishDisclaimer =
    "This material is provided for information only and is not investment advice.";

std::string new_lead(const Story& story, unsigned variant) {
  const std::string_view lead = story.english ? kEnglishLeads[variant % kEnglishLeads.size()]
                                              : kChineseLeads[variant % kChineseLeads.size()];
  return fmt::format(fmt::runtime(lead), fmt::arg("topic", story.topic));
}

std::string new_headline(const Story& story, unsigned variant) {
  return story.headlines.empty() ? story.title : story.headlines[variant % story.headlines.size()];
}

}  // namespace

Text edited(const Story& story, Edit edit, unsigned variant) {
  Text text{story.title, story.paragraphs};
  switch (edit) {
    case Edit::kNone:
      break;
    case Edit::kHeadline:
      text.title = new_headline(story, variant);
      break;
    case Edit::kLead:
      text.title = new_headline(story, variant);
      text.paragraphs.front() = new_lead(story, variant);
      break;
    case Edit::kCut:
      text.paragraphs.resize(std::max<std::size_t>(1, text.paragraphs.size() * 2 / 3));
      break;
    case Edit::kMore:
      text.paragraphs.insert(text.paragraphs.end(), story.more.begin(), story.more.end());
      break;
    case Edit::kDisclaimer:
      text.paragraphs.emplace_back(story.english ? kEnglishDisclaimer : kChineseDisclaimer);
      break;
  }
  return text;
}

Text round_up(std::span<const Story* const> parts) {
  Text text{"早间要闻速览：一图读懂今天的市场与社会", {}};
  text.paragraphs.emplace_back(
      "过去一天有哪些值得关注的消息？编辑部为您选出以下几条，详情见各篇报道。");
  for (const Story* part : parts) {
    text.paragraphs.push_back("【" + part->title + "】");
    text.paragraphs.push_back(part->paragraphs.front());
  }
  return text;
}

}  // namespace storyfold::newsroom
