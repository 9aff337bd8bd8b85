#pragma once
// Matching forms of recently seen items, so that verifying a candidate seldom reads the store.
// Least recently used goes first when the budget of bytes is passed. A cache only: what it holds
// never changes a decision. One thread owns it.
#include <cstdint>
#include <list>
#include <memory>
#include <unordered_map>
#include <vector>

#include "core/stages.h"
#include "dedup/matching_form.h"

namespace storyfold::app {

struct CachedForm {
  dedup::MatchingForm form;
  std::uint64_t simhash = 0;
  std::vector<ByteRange> chrome;  // that the form leaves out
};

class FormCache {
 public:
  explicit FormCache(std::uint64_t budget_bytes) : budget_bytes_(budget_bytes) {}

  // nullptr when not held.
  [[nodiscard]] std::shared_ptr<const CachedForm> find(ItemNumber item);
  void insert(ItemNumber item, std::shared_ptr<const CachedForm> form);

  [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }

 private:
  struct Entry {
    ItemNumber item = 0;
    std::shared_ptr<const CachedForm> form;
    std::uint64_t bytes = 0;
  };

  std::uint64_t budget_bytes_;
  std::uint64_t bytes_ = 0;
  std::list<Entry> recent_;  // most recently used first
  std::unordered_map<ItemNumber, std::list<Entry>::iterator> index_;
};

}  // namespace storyfold::app
