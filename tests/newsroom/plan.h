#pragma once
// Who publishes which story when, and with what edit: the script that the newsroom plays.
// The plan is a constant table; publish() turns it into articles. Pure.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "tests/newsroom/clock.h"
#include "tests/newsroom/edits.h"
#include "tests/newsroom/stories.h"

namespace storyfold::newsroom {

struct Release {
  Moment when;
  std::string_view outlet;
  std::string_view story;
  Edit edit = Edit::kNone;
  std::string_view from = {};  // the outlet it took the text from; empty: its own
};

// An article already published is changed: `was` becomes `now` in its text.
struct Correction {
  Moment when;
  std::string_view outlet;
  std::string_view story;
  std::string_view was;
  std::string_view now;
};

[[nodiscard]] std::span<const Release> all_releases();
[[nodiscard]] std::span<const Correction> all_corrections();

// Id of the digest in the plan, and the stories it is made of.
inline constexpr std::string_view kRoundUp = "round-up";
[[nodiscard]] std::span<const std::string_view> round_up_parts();

struct Version {
  std::chrono::sys_seconds from;
  Text text;  // dated, in the outlet's characters
};

struct Article {
  std::size_t outlet = 0;
  std::string path;
  std::string old_path;  // at an outlet whose old addresses redirect; else empty
  std::string story;
  Edit edit = Edit::kNone;
  std::string source;  // name of the outlet that it took the text from; empty: its own
  std::string author;
  bool noindex = false;
  std::vector<Version> versions;  // first as published, then corrections

  [[nodiscard]] std::chrono::sys_seconds published() const { return versions.front().from; }
  // What stands on the page at `now`; nullptr before publication.
  [[nodiscard]] const Version* at(std::chrono::sys_seconds now) const;
};

// Every article of the plan, in order of publication. kBadInput when the plan names a story or
// an outlet that is not there, or a correction changes nothing.
[[nodiscard]] Result<std::vector<Article>> publish(std::vector<Story> stories, const Clock& clock);

}  // namespace storyfold::newsroom
