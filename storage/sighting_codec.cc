// The sighting, which leans on its item's text.
#include <optional>
#include <utility>

#include "core/identity.h"
#include "storage/codec.h"
#include "storage/fields.h"

namespace storyfold::storage {
namespace {

constexpr std::uint8_t kSightingVersion = 1;
constexpr char kNoSighting = 2;  // in its place, alone

enum SightingFlag : std::uint64_t {
  kUrl = 1 << 0,
  kRecordId = 1 << 1,
  kTitle = 1 << 2,        // as text
  kTitleInBody = 1 << 3,  // as a range of the body
  kPublished = 1 << 4,
  kLaterSeen = 1 << 5,  // last_seen is not first_seen
  kAuthors = 1 << 6,
  kLanguage = 1 << 7,
  kCategories = 1 << 8,
  kClaims = 1 << 9,
  kHeadline = 1 << 10,
  kReplacedChars = 1 << 11,
  kEvidence = 1 << 12,
  kEarlierTitles = 1 << 13,
  kOwnId = 1 << 14,  // not what sighting_id() makes of source, record id, URL and item
  kAllSighting = (1 << 15) - 1,
};

// Beside a claim's kind.
constexpr unsigned kInBody = 0x40;     // has a range
constexpr unsigned kQuoteKept = 0x80;  // the quote is stored: it is not what stands in the range

// A title shorter than this is stored as text: a range of it would save nothing.
constexpr std::size_t kLeastTitleInBody = 8;

bool inside(const ByteRange& range, std::string_view body) {
  return range.begin <= range.end && range.end <= body.size();
}
std::string_view cut(std::string_view body, const ByteRange& range) {
  return body.substr(range.begin, range.size());
}

// kind and flags, range, quote if kept, then the name: its place in the quote + 1 and its length,
// or 0 and the name itself.
void put_claim(ByteWriter& out, const Claim& claim, std::string_view body) {
  const bool in_place =
      claim.body && inside(*claim.body, body) && cut(body, *claim.body) == claim.quote;
  out.u8(static_cast<std::uint8_t>(static_cast<unsigned>(claim.kind) | (claim.body ? kInBody : 0) |
                                   (in_place ? 0 : kQuoteKept)));
  if (claim.body) put_range(out, *claim.body);
  if (!in_place) out.text(claim.quote);
  const std::size_t at = claim.quote.find(claim.name);
  if (at == std::string::npos) {
    out.varint(0);
    out.text(claim.name);
  } else {
    out.varint(at + 1);
    out.varint(claim.name.size());
  }
}

Claim take_claim(ByteReader& in, std::string_view body) {
  Claim claim;
  const std::uint8_t packed = in.u8();
  const unsigned kind = packed & 0x3fu;
  if (kind < 1 || kind > static_cast<unsigned>(ClaimKind::kAuthor)) in.fail();
  claim.kind = static_cast<ClaimKind>(kind);
  if (packed & kInBody) claim.body = take_range(in);
  if (packed & kQuoteKept) {
    claim.quote = in.text();
  } else if (claim.body && inside(*claim.body, body)) {
    claim.quote = cut(body, *claim.body);
  } else {
    in.fail();
  }
  const std::uint64_t at = in.varint();
  if (at == 0) {
    claim.name = in.text();
    return claim;
  }
  const std::uint64_t size = in.varint();
  if (at - 1 > claim.quote.size() || size > claim.quote.size() - (at - 1)) {
    in.fail();
  } else {
    claim.name =
        claim.quote.substr(static_cast<std::size_t>(at - 1), static_cast<std::size_t>(size));
  }
  return claim;
}

// Where the title stands in the body, if it is worth a range.
std::optional<ByteRange> title_in_body(const std::string& title, std::string_view body) {
  if (title.size() < kLeastTitleInBody) return std::nullopt;
  const std::size_t at = body.find(title);
  if (at == std::string_view::npos || body.size() > UINT32_MAX) return std::nullopt;
  return ByteRange{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + title.size())};
}

SightingId derived_id(const Sighting& sighting, const ItemText& item) {
  return sighting_id(sighting.source, sighting.record_id, sighting.url, item.id);
}

std::uint64_t sighting_flags(const Sighting& sighting, const ItemText& item, bool title_stands) {
  std::uint64_t flags = 0;
  if (!sighting.url.empty()) flags |= kUrl;
  if (!sighting.record_id.empty()) flags |= kRecordId;
  if (title_stands) {
    flags |= kTitleInBody;
  } else if (!sighting.title.empty()) {
    flags |= kTitle;
  }
  if (sighting.published != Timestamp{}) flags |= kPublished;
  if (sighting.last_seen != sighting.first_seen) flags |= kLaterSeen;
  if (!sighting.authors.empty()) flags |= kAuthors;
  if (!sighting.language.empty()) flags |= kLanguage;
  if (!sighting.categories.empty()) flags |= kCategories;
  if (!sighting.claims.empty()) flags |= kClaims;
  if (sighting.headline) flags |= kHeadline;
  if (sighting.replaced_characters != 0) flags |= kReplacedChars;
  if (sighting.evidence != Evidence{}) flags |= kEvidence;
  if (!sighting.earlier_titles.empty()) flags |= kEarlierTitles;
  if (sighting.id != derived_id(sighting, item)) flags |= kOwnId;
  return flags;
}

void put_texts_of(ByteWriter& out, const Sighting& sighting, std::uint64_t flags,
                  const std::optional<ByteRange>& title) {
  out.text(sighting.source);
  out.text(sighting.outlet);
  if (flags & kRecordId) out.text(sighting.record_id);
  if (flags & kUrl) out.text(sighting.url);
  if (flags & kTitle) out.text(sighting.title);
  if (flags & kTitleInBody) put_range(out, *title);
  if (flags & kAuthors) put_texts(out, sighting.authors);
  if (flags & kLanguage) out.text(sighting.language);
  if (flags & kCategories) put_texts(out, sighting.categories);
}

// What stands before the first text that leans on the item; `flags` tell what follows.
std::uint64_t take_origin(ByteReader& in, SightingNumber number, Sighting& sighting) {
  take_version(in, kSightingVersion);
  sighting.number = number;
  sighting.item = number - static_cast<std::uint64_t>(in.zigzag());
  const std::uint64_t flags = in.varint();
  const std::uint8_t relation = in.u8();
  if (flags > kAllSighting || !known_relation(relation)) in.fail();
  sighting.relation = static_cast<Relation>(relation);
  sighting.extractor_version = in.varint32();
  sighting.story = {in.u64()};
  if (flags & kOwnId) {
    sighting.id.high = in.u64();
    sighting.id.low = in.u64();
  }
  sighting.source = in.text();
  sighting.outlet = in.text();
  if (flags & kRecordId) sighting.record_id = in.text();
  if (flags & kUrl) sighting.url = in.text();
  return flags;
}

void take_texts_of(ByteReader& in, Sighting& sighting, std::uint64_t flags, std::string_view body) {
  if (flags & kTitle) sighting.title = in.text();
  if (flags & kTitleInBody) {
    const ByteRange range = take_range(in);
    if (inside(range, body)) {
      sighting.title = cut(body, range);
    } else {
      in.fail();
    }
  }
  if (flags & kAuthors) sighting.authors = take_texts(in);
  if (flags & kLanguage) sighting.language = in.text();
  if (flags & kCategories) sighting.categories = take_texts(in);
}

void put_titles(ByteWriter& out, const std::vector<TitleChange>& titles) {
  out.varint(titles.size());
  for (const TitleChange& change : titles) {
    out.zigzag(change.seen.time_since_epoch().count());
    out.text(change.title);
  }
}

std::vector<TitleChange> take_titles(ByteReader& in) {
  std::vector<TitleChange> titles(in.count(2));
  for (TitleChange& change : titles) {
    change.seen = std::chrono::sys_seconds(std::chrono::seconds(in.zigzag()));
    change.title = in.text();
  }
  return titles;
}

}  // namespace

std::string encode_sighting(const Sighting& sighting, const ItemText& item) {
  const std::optional<ByteRange> title = title_in_body(sighting.title, item.body);
  const std::uint64_t flags = sighting_flags(sighting, item, title.has_value());
  std::string value;
  ByteWriter out(value);
  out.u8(kSightingVersion);
  out.zigzag(static_cast<std::int64_t>(sighting.number - sighting.item));
  out.varint(flags);
  out.u8(static_cast<std::uint8_t>(sighting.relation));
  out.varint(sighting.extractor_version);
  out.u64(sighting.story.value);
  if (flags & kOwnId) {
    out.u64(sighting.id.high);
    out.u64(sighting.id.low);
  }
  put_texts_of(out, sighting, flags, title);
  if (flags & kPublished) put_time(out, sighting.published);
  out.zigzag(sighting.first_seen.time_since_epoch().count());
  if (flags & kLaterSeen) out.zigzag(sighting.last_seen.time_since_epoch().count());
  if (flags & kHeadline) put_range(out, *sighting.headline);
  if (flags & kReplacedChars) out.varint(sighting.replaced_characters);
  if (flags & kClaims) {
    out.varint(sighting.claims.size());
    for (const Claim& claim : sighting.claims) put_claim(out, claim, item.body);
  }
  if (flags & kEvidence) put_evidence(out, sighting.evidence);
  if (flags & kEarlierTitles) put_titles(out, sighting.earlier_titles);
  return value;
}

std::string encode_no_sighting() { return {kNoSighting}; }

Result<ItemNumber> decode_sighting_item(SightingNumber number, std::string_view value) {
  if (value.size() == 1 && value.front() == kNoSighting) return ItemNumber{0};
  ByteReader in(value);
  take_version(in, kSightingVersion);
  const ItemNumber item = number - static_cast<std::uint64_t>(in.zigzag());
  if (in.failed()) return decoded(in, item);
  return item;
}

Result<std::string> decode_sighting_url(std::string_view value) {
  ByteReader in(value);
  Sighting sighting;
  take_origin(in, 0, sighting);
  if (in.failed()) return decoded(in, std::string());
  return std::move(sighting.url);
}

Result<Sighting> decode_sighting(SightingNumber number, std::string_view value,
                                 const ItemText& item) {
  ByteReader in(value);
  Sighting sighting;
  const std::uint64_t flags = take_origin(in, number, sighting);
  take_texts_of(in, sighting, flags, item.body);
  if (flags & kPublished) sighting.published = take_time(in);
  sighting.first_seen = take_seconds(in);
  sighting.last_seen = flags & kLaterSeen ? take_seconds(in) : sighting.first_seen;
  if (flags & kHeadline) sighting.headline = take_range(in);
  if (flags & kReplacedChars) sighting.replaced_characters = in.varint32();
  if (flags & kClaims) {
    const std::size_t claims = in.count(3);
    for (std::size_t i = 0; i < claims && !in.failed(); ++i) {
      sighting.claims.push_back(take_claim(in, item.body));
    }
  }
  if (flags & kEvidence) sighting.evidence = take_evidence(in);
  if (flags & kEarlierTitles) sighting.earlier_titles = take_titles(in);
  if (!(flags & kOwnId)) sighting.id = derived_id(sighting, item);
  return decoded(in, std::move(sighting));
}

}  // namespace storyfold::storage
