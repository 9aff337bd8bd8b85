#include "storage/postings.h"

#include <rocksdb/merge_operator.h>

#include <algorithm>

#include "storage/bytes.h"

namespace storyfold::storage {
namespace {

class AppendNumbers final : public rocksdb::AssociativeMergeOperator {
 public:
  bool Merge(const rocksdb::Slice& /*key*/, const rocksdb::Slice* existing,
             const rocksdb::Slice& added, std::string* merged,
             rocksdb::Logger* /*logger*/) const override {
    merged->clear();
    if (existing != nullptr) merged->assign(existing->data(), existing->size());
    merged->append(added.data(), added.size());
    return true;
  }
  const char* Name() const override { return "storyfold.postings.1"; }
};

}  // namespace

std::string encode_posting(std::uint64_t number) {
  std::string bytes;
  ByteWriter(bytes).varint(number);
  return bytes;
}

std::string encode_postings(const std::vector<std::uint64_t>& numbers) {
  std::string bytes;
  ByteWriter out(bytes);
  for (const std::uint64_t number : numbers) out.varint(number);
  return bytes;
}

Result<std::vector<std::uint64_t>> decode_postings(std::string_view bytes) {
  std::vector<std::uint64_t> numbers;
  ByteReader in(bytes);
  while (!in.rest().empty()) {
    const std::uint64_t number = in.varint();
    if (in.failed() || number == 0) {
      return Error{Errc::kCorruption, "the list of numbers ends early or holds a zero"};
    }
    numbers.push_back(number);
  }
  // A sighting written again is appended again: once is enough.
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

std::shared_ptr<rocksdb::MergeOperator> postings_merge() {
  return std::make_shared<AppendNumbers>();
}

}  // namespace storyfold::storage
