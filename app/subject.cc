#include "app/subject.h"

#include <utility>

#include "core/identity.h"
#include "dedup/fingerprint.h"
#include "dedup/headline.h"

namespace storyfold::app {
namespace {

bool at_boundary(std::string_view text, std::size_t at) {
  return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
}

bool lies_in(const ByteRange& range, std::string_view body) {
  return range.begin <= range.end && range.end <= body.size() && at_boundary(body, range.begin) &&
         at_boundary(body, range.end);
}

}  // namespace

dedup::Side Subject::side() const {
  dedup::Side side;
  side.form = &form;
  side.item = item;
  side.simhash = print.simhash;
  side.published = article.published;
  side.headline_hash = headline_hash;
  side.headline = dedup::headline_of(article);
  side.outlet = article.outlet;
  return side;
}

Article article_of(const storage::Sighting& sighting, std::string_view body) {
  Article article;
  article.record_id = sighting.record_id;
  article.url = sighting.url;
  article.outlet = sighting.outlet;
  article.title = sighting.title;
  article.body = body;
  article.published = sighting.published;
  article.authors = sighting.authors;
  article.language = sighting.language;
  article.categories = sighting.categories;
  article.claims = sighting.claims;
  for (auto& claim : article.claims) {
    if (claim.body && !lies_in(*claim.body, body)) claim.body.reset();
  }
  if (sighting.headline && lies_in(*sighting.headline, body)) article.headline = sighting.headline;
  article.replaced_characters = sighting.replaced_characters;
  return article;
}

std::vector<ByteRange> masks_of(const Article& article) {
  return dedup::masked_ranges(article.claims, article.headline);
}

Subject make_subject(Article article, std::uint64_t chunk_secret, std::vector<ByteRange> chrome) {
  Subject subject;
  subject.article = std::move(article);
  subject.id = item_id(subject.article.body);
  subject.chrome = std::move(chrome);
  std::vector<ByteRange> masked = masks_of(subject.article);
  masked.insert(masked.end(), subject.chrome.begin(), subject.chrome.end());
  subject.form = dedup::make_form(subject.article.body, masked);
  subject.print = dedup::sign(subject.form, chunk_secret);
  subject.headline_hash = dedup::headline_hash(dedup::headline_of(subject.article));
  return subject;
}

Result<Subject> load_subject(const storage::Store& store, const storage::Sighting& sighting) {
  auto item = store.item(sighting.item);
  if (!item) return item.error();
  if (!*item) {
    return Error{Errc::kCorruption,
                 "sighting " + to_hex(sighting.id) + " names item number " +
                     std::to_string(sighting.item) + ", which is not stored; run storyfold verify",
                 false};
  }
  auto print = store.print(sighting.item);
  if (!print) return print.error();
  Subject subject = make_subject(article_of(sighting, (*item)->body), store.chunk_secret(),
                                 *print ? (*print)->chrome : std::vector<ByteRange>{});
  subject.id = (*item)->id;
  subject.item = sighting.item;
  subject.sighting = sighting;
  return subject;
}

}  // namespace storyfold::app
