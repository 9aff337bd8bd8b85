#include "crawler/fetch/content_coding.h"

#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>

#include <array>
#include <memory>
#include <new>
#include <span>
#include <utility>

#include "core/gzip.h"

namespace storyfold::crawler::fetch {
namespace {

// HTML shrinks to a fifth, seldom to a fiftieth; gzip can reach 1 : 1,032, brotli far more.
constexpr std::uint64_t kMaxSwelling = 200;
constexpr std::uint64_t kSwellingCountsFrom = 1u << 20;  // bytes, decoded
constexpr std::uint64_t kWireBytesForNothing = 16u << 10;
constexpr int kZstdWindowLog = 23;

bool swells(std::uint64_t decoded, std::uint64_t wire) {
  return decoded > kSwellingCountsFrom && decoded / kMaxSwelling > wire + kWireBytesForNothing;
}

enum class Step { kMore, kEnd, kBroken };

// Reads from `in`, which it shortens, and fills `out`, whose filled length it returns beside.
// Nothing filled and kMore: the input is used up.
class Decoder {
 public:
  Decoder() = default;
  virtual ~Decoder() = default;
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  virtual std::pair<Step, std::size_t> step(std::string_view& in, std::span<char> out) = 0;
};

class ZlibDecoder final : public Decoder {
 public:
  explicit ZlibDecoder(int window_bits) {
    if (inflateInit2(&stream_, window_bits) != Z_OK) throw std::bad_alloc();
  }
  ~ZlibDecoder() override { inflateEnd(&stream_); }

  std::pair<Step, std::size_t> step(std::string_view& in, std::span<char> out) override {
    // zlib only reads from it; its interface is older than const.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    stream_.avail_in = static_cast<uInt>(in.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(out.size());
    const int code = inflate(&stream_, Z_NO_FLUSH);
    in.remove_prefix(in.size() - stream_.avail_in);
    const std::size_t made = out.size() - stream_.avail_out;
    if (code == Z_STREAM_END) return {next_member(in) ? Step::kMore : Step::kEnd, made};
    return {code == Z_OK || code == Z_BUF_ERROR ? Step::kMore : Step::kBroken, made};
  }

 private:
  // What follows a member of gzip and is none is padding.
  bool next_member(std::string_view in) {
    return in.starts_with("\x1f\x8b\x08") && inflateReset(&stream_) == Z_OK;
  }

  z_stream stream_{};
};

class BrotliDecoder final : public Decoder {
 public:
  BrotliDecoder() : state_(BrotliDecoderCreateInstance(nullptr, nullptr, nullptr)) {
    if (state_ == nullptr) throw std::bad_alloc();
  }
  ~BrotliDecoder() override { BrotliDecoderDestroyInstance(state_); }

  std::pair<Step, std::size_t> step(std::string_view& in, std::span<char> out) override {
    std::size_t left = in.size();
    const auto* next = reinterpret_cast<const std::uint8_t*>(in.data());
    std::size_t room = out.size();
    auto* to = reinterpret_cast<std::uint8_t*>(out.data());
    const BrotliDecoderResult result =
        BrotliDecoderDecompressStream(state_, &left, &next, &room, &to, nullptr);
    in.remove_prefix(in.size() - left);
    const std::size_t made = out.size() - room;
    if (result == BROTLI_DECODER_RESULT_ERROR) return {Step::kBroken, made};
    return {result == BROTLI_DECODER_RESULT_SUCCESS ? Step::kEnd : Step::kMore, made};
  }

 private:
  BrotliDecoderState* state_;
};

class ZstdDecoder final : public Decoder {
 public:
  ZstdDecoder() : context_(ZSTD_createDCtx(), &ZSTD_freeDCtx) {
    if (context_ == nullptr) throw std::bad_alloc();
    ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, kZstdWindowLog);
  }

  std::pair<Step, std::size_t> step(std::string_view& in, std::span<char> out) override {
    ZSTD_inBuffer from{in.data(), in.size(), 0};
    ZSTD_outBuffer to{out.data(), out.size(), 0};
    const std::size_t left = ZSTD_decompressStream(context_.get(), &to, &from);
    in.remove_prefix(from.pos);
    if (ZSTD_isError(left)) return {Step::kBroken, to.pos};
    return {left == 0 && in.empty() ? Step::kEnd : Step::kMore, to.pos};
  }

 private:
  std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context_;
};

// RFC 1950: the method is 8 and the two bytes are a multiple of 31.
bool has_zlib_head(std::string_view body) {
  if (body.size() < 2) return false;
  const auto first = static_cast<std::uint8_t>(body[0]);
  const auto second = static_cast<std::uint8_t>(body[1]);
  return (first & 0x0f) == 8 && (first << 8 | second) % 31 == 0;
}

std::unique_ptr<Decoder> decoder_of(std::string_view coding, std::string_view body) {
  // 32: some servers send zlib's head under gzip's name.
  if (coding == "gzip") return std::make_unique<ZlibDecoder>(32 + MAX_WBITS);
  if (coding == "deflate") {
    return std::make_unique<ZlibDecoder>(has_zlib_head(body) ? MAX_WBITS : -MAX_WBITS);
  }
  if (coding == "br") return std::make_unique<BrotliDecoder>();
  if (coding == "zstd") return std::make_unique<ZstdDecoder>();
  return nullptr;
}

// A name is the other side's words.
std::string named(std::string_view coding) {
  std::string name(coding.substr(0, 40));
  for (char& c : name) {
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e) c = '?';
  }
  return name;
}

Error no_such_body(std::string_view coding) {
  return {Errc::kNetwork, "its Content-Encoding is " + named(coding) + ", its body is not"};
}

Error swelling() {
  return {Errc::kTooLarge, "swells to more than " + std::to_string(kMaxSwelling) +
                               " times its size when decompressed"};
}

}  // namespace

Result<DecodedBody> decode_body(std::string_view coding, std::string_view body,
                                const DecodeLimits& limits) {
  DecodedBody decoded;
  if (body.empty()) return decoded;
  if (coding == "x-gzip") coding = "gzip";
  if (coding == "gzip" && !swells(gzip_length(body), body.size())) {
    if (auto whole = inflate_whole(body, limits.max_bytes)) {
      decoded.bytes = *std::move(whole);
      decoded.one_gzip = true;
      return decoded;
    }
  }
  const std::unique_ptr<Decoder> decoder = decoder_of(coding, body);
  if (!decoder) {
    return Error{Errc::kNetwork, "its Content-Encoding is " + named(coding) +
                                     ", which nobody asked for; asked for was " + kCodingsTaken};
  }
  std::array<char, 32u << 10> buffer;
  std::string_view left = body;
  while (true) {
    const auto [step, made] = decoder->step(left, buffer);
    if (step == Step::kBroken) return no_such_body(coding);
    decoded.bytes.append(buffer.data(), made);
    if (decoded.bytes.size() > limits.max_bytes) {
      if (!limits.cut) return Error{Errc::kTooLarge, ""};
      decoded.bytes.resize(limits.max_bytes);
      return decoded;
    }
    if (swells(decoded.bytes.size(), body.size())) return swelling();
    if (step == Step::kEnd) return decoded;
    if (left.empty() && made < buffer.size()) break;
  }
  if (limits.cut && !decoded.bytes.empty()) return decoded;
  return Error{Errc::kNetwork, "its body ends early", true};
}

}  // namespace storyfold::crawler::fetch
