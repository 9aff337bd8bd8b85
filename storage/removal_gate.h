#pragma once
// Keeps a writer from removing files while a reader opens the store.
//
// A RocksDB secondary reads the manifest, then opens the tables it names, then lists the logs and
// reads them. It passes over what was removed in between and says nothing: records are missing, of
// one family more than of another. RocksDB removes several logs newest first, so that looking
// whether the oldest is still there does not tell either (docs/adr/0005).
//
// So a reader holds the gate, a shared flock(2) on the database's folder, while it opens; once
// open, its descriptors keep what is removed later. The writer removes a file only while it has the
// gate alone, without waiting for it: what it cannot remove now it removes with a later one.
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <filesystem>
#include <memory>

#include "core/result.h"
#include "storage/file.h"

namespace storyfold::storage {

// Waits while a writer removes a file: milliseconds, and five seconds at most (kLocked). The gate
// is held as long as the File lives; the kernel lets go of it when the process ends however it
// ends. kIo when it cannot be had.
[[nodiscard]] Result<File> hold_removals(const std::filesystem::path& database);

// RocksDB's default environment, but files are removed through the gate of `database`, a folder
// that exists. To be kept longer than the database that uses it. What is kept back is tried once
// more when it is destroyed; what then remains goes at the next start of a writer, when RocksDB
// removes what it does not know.
[[nodiscard]] Result<std::unique_ptr<rocksdb::Env>> removing_through_gate(
    const std::filesystem::path& database);

}  // namespace storyfold::storage
