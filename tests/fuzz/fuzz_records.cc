// The first byte chooses a decoder, the rest is what it is given. A decoder either refuses with
// kCorruption or gives a value that is written and read again to the same value.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>

#include "core/identity.h"
#include "storage/codec.h"
#include "storage/crawl_codec.h"
#include "storage/delta.h"
#include "storage/keys.h"
#include "storage/postings.h"

namespace {

using namespace storyfold;
using namespace storyfold::storage;

constexpr unsigned kChoices = 19;
constexpr LinkKind kKind = LinkKind::kContains;
const std::string kBody =
    "(Harbour Wire) The harbour office said on Monday that nine ferries will return in spring.";

void require(bool holds) {
  if (!holds) std::abort();
}

// `read(write(value)) == value` for what `read` made of the input.
template <class Read, class Write>
void check(std::string_view input, Read read, Write write) {
  const auto value = read(input);
  if (!value) {
    require(value.error().code == Errc::kCorruption);
    return;
  }
  const std::string bytes = write(*value);
  const auto again = read(bytes);
  require(again && *again == *value);
}

void check_body(std::string_view input) {
  const auto body = decode_body(input);
  if (body && body->base) (void)apply_delta(kBody, body->bytes, body->body_bytes);
}

// What is read of a sighting without its item is what is read with it.
void check_url(std::string_view input, const ItemText& text) {
  const auto sighting = decode_sighting(7, input, text);
  const auto url = decode_sighting_url(input);
  if (sighting) require(url && *url == sighting->url);
  if (!url) require(url.error().code == Errc::kCorruption);
}

void check_keys(std::string_view input) {
  (void)parse_number_key(input);
  (void)parse_story_key(input);
  (void)parse_alias_key(input);
  (void)parse_edge_key(input);
  (void)parse_time_key(input);
  (void)parse_due_key(input);
  (void)parse_raw_key(input);
  (void)parse_forgotten_key(input);
}

void run(std::uint8_t choice, std::string_view input) {
  const Sha256 id = item_id(kBody);
  const ItemText text{id, kBody};
  switch (choice % kChoices) {
    case 0:
      return check_body(input);
    case 1:
      return check(
          input, [](auto b) { return decode_print(3, b); }, encode_print);
    case 2:
      check_url(input, text);
      return check(
          input, [&](auto b) { return decode_sighting(7, b, text); },
          [&](const Sighting& sighting) { return encode_sighting(sighting, text); });
    case 3:
      return check(
          input, [](auto b) { return decode_story({5}, b); }, encode_story);
    case 4:
      return check(
          input, [](auto b) { return decode_member({5}, 9, b); }, encode_member);
    case 5:
      return check(
          input, [](auto b) { return decode_edge({1}, {2}, kKind, b); }, encode_edge);
    case 6:
      return check(
          input, [](auto b) { return decode_log(4, b); }, encode_log);
    case 7:
      return check(
          input, [](auto b) { return decode_input("in", b); }, encode_input);
    case 8:
      return check(input, decode_state, encode_state);
    case 9:
      return check(input, decode_names, encode_names);
    case 10:
      return check(input, decode_postings, encode_postings);
    case 11:
      return check_keys(input);
    case 12:
      return check(input, decode_url, encode_url);
    case 13:
      return check(
          input, [](auto b) { return decode_host("http://a.example", b, kBody); }, encode_host);
    case 14:
      return check(
          input, [](auto b) { return decode_source("http://a.example/feed", b); }, encode_source);
    case 15:
      return check(
          input, [](auto b) { return decode_raw(4, b); },
          [](const RawPage& page) { return *encode_raw(page); });
    case 16:
      return check(
          input, [](auto b) { return decode_tombstone(std::nullopt, b); }, encode_tombstone);
    case 17:
      (void)decode_due("http://a.example", {}, input);
      return;
    default:
      return check(input, decode_bytes, [](const std::string& b) { return encode_bytes(b); });
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  run(data[0], {reinterpret_cast<const char*>(data) + 1, size - 1});
  return 0;
}

#ifdef STORYFOLD_REPLAY_SEEDS
// Each seed whole, every beginning of it, and each with every single byte inverted.
int main(int argc, char** argv) {
  std::size_t inputs = 0;
  for (int i = 1; i < argc; ++i) {
    for (const auto& entry : std::filesystem::directory_iterator(argv[i])) {
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string seed{std::istreambuf_iterator<char>(file), {}};
      const auto* bytes = reinterpret_cast<const std::uint8_t*>(seed.data());
      for (std::size_t size = 0; size <= seed.size(); ++size, ++inputs) {
        LLVMFuzzerTestOneInput(bytes, size);
      }
      for (std::size_t at = 1; at < seed.size(); ++at, ++inputs) {
        std::string changed = seed;
        changed[at] = static_cast<char>(~changed[at]);
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(changed.data()),
                               changed.size());
      }
    }
  }
  std::cout << inputs << " inputs replayed\n";
  return inputs == 0 ? 1 : 0;
}
#endif
