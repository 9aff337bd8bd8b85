// Pages as they were fetched, packed by themselves: RocksDB's blocks would hold one or two of them,
// and a page is read alone. What came as gzip stays so; the rest is packed with Zstandard.
#include <zstd.h>

#include <memory>
#include <new>
#include <optional>
#include <utility>

#include "core/gzip.h"
#include "storage/crawl_codec.h"
#include "storage/fields.h"

namespace storyfold::storage {
namespace {

constexpr std::uint8_t kRawVersion = 2;
constexpr std::uint8_t kAllZstd = 1;  // the version before: no word about how it is packed
enum class Packing : std::uint8_t { kZstd = 0, kGzip = 1 };
constexpr int kLevel = 1;

// A new one for each page would take, clear and give back a megabyte.
ZSTD_CCtx* packer() {
  thread_local const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(),
                                                                                  &ZSTD_freeCCtx);
  if (context == nullptr) throw std::bad_alloc();
  return context.get();
}

struct Packed {
  RawPage page;  // without bytes
  std::size_t bytes = 0;
  Packing packing = Packing::kZstd;
  std::string_view frame;
};

Result<Packed> read(std::uint64_t number, std::string_view value) {
  ByteReader in(value);
  const std::uint8_t version = in.u8();
  if (version != kAllZstd && version != kRawVersion) in.fail();
  Packed packed;
  RawPage& page = packed.page;
  page.number = number;
  page.url = in.text();
  page.final_url = in.text();
  page.status = static_cast<int>(in.varint32());
  page.content_type = in.text();
  page.charset = in.text();
  page.robots_tag = in.text();
  page.fetched_at = std::chrono::sys_seconds(std::chrono::seconds(in.zigzag()));
  page.extractor_version = in.varint32();
  packed.bytes = in.varint();
  if (packed.bytes > kMaxRawBytes) in.fail();
  if (version != kAllZstd) {
    const std::uint8_t packing = in.u8();
    if (packing > static_cast<std::uint8_t>(Packing::kGzip)) in.fail();
    packed.packing = static_cast<Packing>(packing);
  }
  packed.frame = in.raw(in.rest().size());
  return decoded(in, std::move(packed));
}

// None: damaged.
std::optional<std::string> unpack(const Packed& packed) {
  if (packed.packing == Packing::kGzip) {
    // Its own trailer says how long it is: another length would be another page.
    if (gzip_length(packed.frame) != packed.bytes) return std::nullopt;
    return inflate_whole(packed.frame, packed.bytes);
  }
  std::string bytes(packed.bytes, '\0');
  const std::size_t size =
      ZSTD_decompress(bytes.data(), bytes.size(), packed.frame.data(), packed.frame.size());
  if (ZSTD_isError(size) || size != bytes.size()) return std::nullopt;
  return bytes;
}

}  // namespace

Result<std::string> encode_raw(const RawPage& page) {
  std::string value;
  ByteWriter out(value);
  out.u8(kRawVersion);
  out.text(page.url);
  out.text(page.final_url);
  out.varint(static_cast<std::uint32_t>(page.status));
  out.text(page.content_type);
  out.text(page.charset);
  out.text(page.robots_tag);
  out.zigzag(page.fetched_at.time_since_epoch().count());
  out.varint(page.extractor_version);
  if (!page.gzip.empty()) {
    out.varint(gzip_length(page.gzip));
    out.u8(static_cast<std::uint8_t>(Packing::kGzip));
    out.raw(page.gzip);
    return value;
  }
  out.varint(page.bytes.size());
  out.u8(static_cast<std::uint8_t>(Packing::kZstd));
  std::string frame(ZSTD_compressBound(page.bytes.size()), '\0');
  const std::size_t size = ZSTD_compressCCtx(packer(), frame.data(), frame.size(),
                                             page.bytes.data(), page.bytes.size(), kLevel);
  if (ZSTD_isError(size)) {
    return Error{Errc::kIo, std::string("cannot pack a page: ") + ZSTD_getErrorName(size)};
  }
  out.raw(std::string_view(frame).substr(0, size));
  return value;
}

Result<RawPage> decode_raw_head(std::uint64_t number, std::string_view value) {
  auto packed = read(number, value);
  if (!packed) return packed.error();
  return std::move(packed->page);
}

Result<RawPage> decode_raw(std::uint64_t number, std::string_view value) {
  auto packed = read(number, value);
  if (!packed) return packed.error();
  auto bytes = unpack(*packed);
  if (!bytes) return Error{Errc::kCorruption, "the page does not unpack to its length"};
  packed->page.bytes = *std::move(bytes);
  return std::move(packed->page);
}

}  // namespace storyfold::storage
