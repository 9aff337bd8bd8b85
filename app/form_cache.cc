#include "app/form_cache.h"

namespace storyfold::app {

std::shared_ptr<const CachedForm> FormCache::find(ItemNumber item) {
  const auto found = index_.find(item);
  if (found == index_.end()) return nullptr;
  recent_.splice(recent_.begin(), recent_, found->second);
  return found->second->form;
}

void FormCache::insert(ItemNumber item, std::shared_ptr<const CachedForm> form) {
  if (index_.contains(item)) return;
  const std::uint64_t size = form->form.memory_bytes() + sizeof(Entry) + sizeof(CachedForm);
  recent_.push_front({item, std::move(form), size});
  index_[item] = recent_.begin();
  bytes_ += size;
  while (bytes_ > budget_bytes_ && recent_.size() > 1) {
    bytes_ -= recent_.back().bytes;
    index_.erase(recent_.back().item);
    recent_.pop_back();
  }
}

}  // namespace storyfold::app
