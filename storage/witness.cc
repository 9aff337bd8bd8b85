#include "storage/witness.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <utility>

#include "core/hash.h"
#include "storage/bytes.h"

namespace storyfold::storage {
namespace {

// A slot has a block of its own: a torn write spoils one block, never both slots.
constexpr std::size_t kSlotBytes = 4096;
constexpr std::string_view kMagic = "SFWITN01";

struct Slot {
  std::uint64_t turn = 0;
  Testimony testimony;
};

std::string encode_slot(const Slot& slot) {
  std::string bytes(kMagic);
  ByteWriter out(bytes);
  out.u64(slot.turn);
  out.u64(slot.testimony.batch);
  out.u64(slot.testimony.items);
  out.u64(slot.testimony.sightings);
  out.u64(xxh3_64(bytes));
  return bytes;
}

std::optional<Slot> decode_slot(std::string_view bytes) {
  ByteReader in(bytes);
  if (in.raw(kMagic.size()) != kMagic) return std::nullopt;
  Slot slot;
  slot.turn = in.u64();
  slot.testimony.batch = in.u64();
  slot.testimony.items = in.u64();
  slot.testimony.sightings = in.u64();
  const std::size_t hashed = bytes.size() - in.rest().size();
  const std::uint64_t sum = in.u64();
  if (in.failed() || sum != xxh3_64(bytes.substr(0, hashed))) return std::nullopt;
  return slot;
}

}  // namespace

Witness::Witness(std::filesystem::path path, File file)
    : path_(std::move(path)), file_(std::move(file)) {}

Result<Witness> Witness::create(const std::filesystem::path& path) {
  std::string content = encode_slot({});
  content.resize(2 * kSlotBytes);
  if (Result<void> written = replace_file(path, content); !written) return written.error();
  Result<File> file = open_file(path, O_RDWR);
  if (!file) return file.error();
  return Witness(path, *std::move(file));
}

Result<std::optional<Witness>> Witness::open(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return std::optional<Witness>{};
  Result<std::string> content = read_file(path, 2 * kSlotBytes);
  if (!content) return content.error();
  std::optional<Slot> newest;
  for (const std::size_t begin : {std::size_t{0}, kSlotBytes}) {
    if (begin >= content->size()) continue;
    const auto slot = decode_slot(std::string_view(*content).substr(begin, kSlotBytes));
    if (slot && (!newest || slot->turn > newest->turn)) newest = slot;
  }
  if (!newest) {
    return Error{Errc::kCorruption, "the witness file " + path.string() +
                                        " is damaged: neither of its two slots is whole"};
  }
  Result<File> file = open_file(path, O_RDWR);
  if (!file) return file.error();
  Witness witness(path, *std::move(file));
  witness.last_ = newest->testimony;
  witness.turn_ = newest->turn;
  return std::optional<Witness>(std::move(witness));
}

Result<void> Witness::record(const Testimony& testimony) {
  const std::string bytes = encode_slot({.turn = turn_ + 1, .testimony = testimony});
  const auto offset = static_cast<off_t>((turn_ + 1) % 2 * kSlotBytes);
  const ssize_t written = ::pwrite(file_.get(), bytes.data(), bytes.size(), offset);
  if (written < 0) return io_error("write", path_, errno);
  if (static_cast<std::size_t>(written) != bytes.size()) return io_error("write", path_, ENOSPC);
  if (::fdatasync(file_.get()) != 0) return io_error("sync", path_, errno);
  ++turn_;
  last_ = testimony;
  return {};
}

}  // namespace storyfold::storage
