#pragma once
// Private to the fold's own files: the record being folded, with the numbers it will have.
#include "app/fold.h"
#include "dedup/headline.h"

namespace storyfold::app {

// What a member is to its story's canonical, which it was judged against.
[[nodiscard]] Relation relation_of(dedup::PairKind kind);

struct Fold::Incoming {
  const SignedArticle& article;  // its form has moved to `form`
  std::shared_ptr<const CachedForm> form;
  ItemNumber item = 0;
  bool new_item = false;

  [[nodiscard]] dedup::Side side(bool same_url) const {
    dedup::Side side;
    side.form = &form->form;
    side.item = item;
    side.simhash = form->simhash;
    side.published = article.article.published;
    side.headline_hash = article.headline_hash;
    side.headline = dedup::headline_of(article.article);
    side.outlet = article.article.outlet;
    side.same_url = same_url;
    return side;
  }
};

}  // namespace storyfold::app
