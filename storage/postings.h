#pragma once
// Lists of numbers under one key: the value of `id`, `exact`, `simhash`, `seen`, `carrier` and
// `url`. A list grows by a RocksDB merge that appends bytes, so that adding a number reads nothing.
// Pure; safe from any thread.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace rocksdb {
class MergeOperator;
}

namespace storyfold::storage {

[[nodiscard]] std::string encode_posting(std::uint64_t number);  // what a merge appends
[[nodiscard]] std::string encode_postings(const std::vector<std::uint64_t>& numbers);
// Ascending, each once. kCorruption: bytes that no list has.
[[nodiscard]] Result<std::vector<std::uint64_t>> decode_postings(std::string_view bytes);

// Named "storyfold.postings.1" in the store: another meaning needs another name.
[[nodiscard]] std::shared_ptr<rocksdb::MergeOperator> postings_merge();

}  // namespace storyfold::storage
