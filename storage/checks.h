#pragma once
// What the checks of `verify` share: reading families whole, listing problems, the totals to
// compare with. Used by one thread, inside this folder.
#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/identity.h"
#include "core/result.h"
#include "storage/codec.h"
#include "storage/keys.h"
#include "storage/store.h"
#include "storage/view.h"

namespace storyfold::storage {

class Checks {
 public:
  // Both outlive it.
  Checks(const View& view, const std::function<bool(std::uint64_t)>& go_on)
      : view_(view), go_on_(go_on) {}

  void problem(std::string what) {
    ++report_.problems_total;
    if (report_.problems.size() < kListedProblems) report_.problems.push_back(std::move(what));
  }
  void problem(Family family, std::string_view key, std::string_view why) {
    problem("family " + std::string(name_of(family)) + ", key " + printable_key(family, key) +
            ": " + std::string(why));
  }
  // The answer, or nothing and a problem when it could not be read.
  template <class T>
  std::optional<T> answer(Result<T> result) {
    if (result) return std::optional<T>(*std::move(result));
    problem(result.error().what);
    return std::nullopt;
  }
  void expect(bool holds, Family family, std::string_view key, std::string_view otherwise) {
    if (!holds) problem(family, key, otherwise);
  }
  void expect_equal(std::uint64_t found, std::uint64_t expected, const std::string& what) {
    if (found == expected) return;
    problem(what + ": found " + std::to_string(found) + ", expected " + std::to_string(expected));
  }

  // Visits every entry; after an unreadable block or a stop the rest of the family stays unread,
  // and what is counted in it is not compared.
  template <class Visit>
  void each(Family family, Visit visit) {
    const Result<void> scanned =
        view_.scan(family, {}, {}, [&](auto key, auto value) -> Result<bool> {
          if (done_++ % kProgressEvery == 0 && go_on_ && !go_on_(done_)) report_.complete = false;
          if (report_.complete) visit(key, value);
          return report_.complete;
        });
    if (scanned && report_.complete) return;
    unread_[static_cast<std::size_t>(family)] = true;
    if (!scanned) problem(scanned.error().what);
  }
  [[nodiscard]] const View& view() const noexcept { return view_; }
  // False once `go_on` said no.
  [[nodiscard]] bool complete() const noexcept { return report_.complete; }
  [[nodiscard]] bool read_whole(Family family) const {
    return !unread_[static_cast<std::size_t>(family)];
  }

  bool holds(Family family, std::string_view key) {
    return answer(view_.contains(family, key)).value_or(true);  // unreadable: said already
  }
  bool lists(Family family, std::string_view key, std::uint64_t number) {
    const auto numbers = answer(view_.postings(family, key));
    return !numbers || std::binary_search(numbers->begin(), numbers->end(), number);
  }

  // Whether the story `id` became leads somewhere.
  void expect_story(StoryId id, Family family, std::string_view key) {
    const auto story = answer(view_.resolve(id));
    if (!story) return;
    expect(holds(Family::kStory, story_key(*story)), family, key,
           "its story " + to_hex(id) + " is not there");
  }

  void read_state() {
    if (auto state = answer(view_.state())) state_ = *std::move(state);
    if (auto names = answer(view_.counter_names())) names_ = *std::move(names);
    for (std::size_t i = 0; i < std::min(names_.size(), state_.totals.size()); ++i) {
      totals_[names_[i]] = state_.totals[i];
    }
  }

  void check_counter(const std::string& name, std::uint64_t found) {
    const auto total = totals_.find(name);
    const std::int64_t counted = total == totals_.end() ? 0 : total->second;
    if (counted == static_cast<std::int64_t>(found)) return;
    problem("counter " + name + " says " + std::to_string(counted) + ", there are " +
            std::to_string(found));
  }

 protected:
  const View& view_;
  const std::function<bool(std::uint64_t)>& go_on_;
  VerifyReport report_;
  State state_;
  std::vector<std::string> names_;
  Counters totals_;

 private:
  static constexpr std::size_t kListedProblems = 100;
  static constexpr std::uint64_t kProgressEvery = 1024;

  std::array<bool, kFamilies> unread_{};
  std::uint64_t done_ = 0;
};

}  // namespace storyfold::storage
