// Opening, closing and writing. The reads of the interface are in store_reads.cc.
#include "storage/store.h"

#include <rocksdb/write_batch.h>
#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <utility>

#include "storage/fields.h"
#include "storage/store_impl.h"
#include "storage/verify.h"

namespace storyfold::storage {
namespace {

constexpr std::uint8_t kMetaVersion = 1;

std::string encode_meta_number(std::uint64_t number) {
  std::string value;
  ByteWriter out(value);
  out.u8(kMetaVersion);
  out.u64(number);
  return value;
}

// None: not written yet.
Result<std::optional<std::uint64_t>> meta_number(const View& view, std::string_view key) {
  rocksdb::PinnableSlice value;
  const Result<bool> found = view.get(Family::kMeta, key, value);
  if (!found) return found.error();
  if (!*found) return std::optional<std::uint64_t>{};
  ByteReader in(storage::view(value));
  take_version(in, kMetaVersion);
  const Result<std::uint64_t> number = decoded(in, in.u64());
  if (!number) return damaged(Family::kMeta, key, number.error().what);
  return std::optional(*number);
}

Result<std::uint64_t> random_secret() {
  std::uint64_t secret = 0;
  if (::getrandom(&secret, sizeof secret, 0) != static_cast<ssize_t>(sizeof secret)) {
    return io_error("read randomness for", "the store's secret", errno);
  }
  return secret;
}

// Schema and secret, in one batch: a store has both or none.
Result<void> found_store(Database& database) {
  const Result<std::uint64_t> secret = random_secret();
  if (!secret) return secret.error();
  rocksdb::WriteBatch batch;
  rocksdb::ColumnFamilyHandle* meta = database.family(Family::kMeta);
  batch.Put(meta, slice(kSchemaKey), slice(encode_meta_number(kSchemaVersion)));
  batch.Put(meta, slice(kSecretKey), slice(encode_meta_number(*secret)));
  if (Result<void> written = database.write(batch); !written) return written;
  return database.sync_log();
}

Result<std::uint64_t> read_secret(const View& view, const Folder& folder) {
  const auto schema = meta_number(view, kSchemaKey);
  if (!schema) return schema.error();
  const auto secret = meta_number(view, kSecretKey);
  if (!secret) return secret.error();
  if (!*schema || !*secret) {
    return Error{Errc::kCorruption,
                 "the store " + folder.path.string() + " lacks its schema or its secret"};
  }
  if (**schema != kSchemaVersion) {
    return Error{Errc::kVersion, "the store " + folder.path.string() + " has schema " +
                                     std::to_string(**schema) + ", this program reads schema " +
                                     std::to_string(kSchemaVersion)};
  }
  return **secret;
}

// The database must have come at least as far as the witness saw it.
Result<Witness> check_witness(const Folder& folder, const State& state) {
  auto witness = Witness::open(folder.witness());
  if (!witness) return witness.error();
  if (!*witness) {
    if (state.batch == 0) return Witness::create(folder.witness());
    return Error{Errc::kCorruption, "the witness file " + folder.witness().string() +
                                        " is missing, so nothing tells whether the store lost "
                                        "its newest records: restore it from a backup"};
  }
  const Testimony& last = (*witness)->last();
  if (state.batch < last.batch) {
    return Error{Errc::kCorruption,
                 "the store " + folder.path.string() + " lost records: it ends with batch " +
                     std::to_string(state.batch) + ", but batch " + std::to_string(last.batch) +
                     " was synced (" + std::to_string(last.items) + " items, " +
                     std::to_string(last.sightings) +
                     " sightings): its log was cut or removed; restore a backup"};
  }
  return **std::move(witness);
}

Error no_store(const Folder& folder) {
  return {Errc::kBadInput, "there is no store in " + folder.path.string() +
                               ": check the path, or fill it with `storyfold backfill`"};
}

}  // namespace

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Store::~Store() {
  if (!impl_->database->writable()) return;
  // Only to leave an empty log: what fails here is still in the log and comes back at the next
  // open, so there is nobody to tell.
  [[maybe_unused]] const Result<void> synced = sync();
  if (!impl_->database->fault()) {
    [[maybe_unused]] const Result<void> flushed = impl_->database->flush();
  }
}

Result<std::unique_ptr<Store>> Store::open_writer(const std::filesystem::path& folder_path,
                                                  const StoreOptions& options, bool create) {
  const Folder folder{folder_path};
  const Result<FolderState> state = inspect(folder);
  if (!state) return state.error();
  if (*state != FolderState::kStore && !create) return no_store(folder);
  std::error_code error;
  std::filesystem::create_directories(folder.path, error);
  if (error) return io_error("make", folder.path, error.value());

  auto impl = std::make_unique<Impl>(folder, options);
  auto lock = lock_for_writing(folder);
  if (!lock) return lock.error();
  impl->write_lock = *std::move(lock);
  auto database = Database::open_for_writing(folder.database(), options.memory_bytes,
                                             *state != FolderState::kStore);
  if (!database) return database.error();
  impl->database = *std::move(database);
  if (*state != FolderState::kStore) {
    const auto founded = meta_number(View(impl->database, 0), kSecretKey);
    if (!founded) return founded.error();
    if (!*founded) {
      if (Result<void> done = found_store(*impl->database); !done) return done.error();
    }
  }
  if (Result<void> loaded = impl->load(); !loaded) return loaded.error();
  auto witness = check_witness(folder, impl->state);
  if (!witness) return witness.error();
  if (Result<void> even = check_newest(impl->view(), impl->state); !even) return even.error();
  impl->synced = witness->last();
  impl->witness.emplace(*std::move(witness));
  if (*state != FolderState::kStore) {
    if (Result<void> written = write_format(folder); !written) return written.error();
  }
  return std::unique_ptr<Store>(new Store(std::move(impl)));
}

Result<std::unique_ptr<Store>> Store::open_reader(const std::filesystem::path& folder_path,
                                                  const StoreOptions& options) {
  const Folder folder{folder_path};
  const Result<FolderState> state = inspect(folder);
  if (!state) return state.error();
  if (*state != FolderState::kStore) return no_store(folder);
  auto impl = std::make_unique<Impl>(folder, options);
  auto database = Database::open_beside(folder.database(), options.memory_bytes);
  if (!database) return database.error();
  impl->database = *std::move(database);
  if (Result<void> loaded = impl->load(); !loaded) return loaded.error();
  return std::unique_ptr<Store>(new Store(std::move(impl)));
}

Result<void> Store::Impl::load() {
  const Result<std::uint64_t> read = read_secret(View(database, 0), folder);
  if (!read) return read.error();
  secret = *read;
  return refresh();
}

Result<void> Store::Impl::refresh() {
  const View now = view();
  // State before names: a name that came between the two is one too many, never one too few.
  auto read_state = now.state();
  if (!read_state) return read_state.error();
  auto read_names = now.counter_names();
  if (!read_names) return read_names.error();
  if (read_names->size() < read_state->totals.size()) {
    return damaged(Family::kMeta, kNamesKey, "it has fewer names than there are totals");
  }
  const std::lock_guard lock(state_mutex);
  state = *std::move(read_state);
  names = *std::move(read_names);
  return {};
}

bool Store::writable() const noexcept { return impl_->database->writable(); }

Result<void> Store::catch_up() {
  if (writable()) return {};
  auto newer = Database::open_beside(impl_->folder.database(), impl_->options.memory_bytes);
  if (!newer) return newer.error();
  {
    // Views on the older one keep it until they are done.
    const std::lock_guard lock(impl_->state_mutex);
    impl_->database = *std::move(newer);
  }
  return impl_->refresh();
}

Result<void> Store::append(const Finished& record) {
  if (!writable()) return Error{Errc::kBadInput, "the store was opened for reading only"};
  return impl_->write([&](BatchBuilder& builder) { return builder.add(record); });
}

Result<void> Store::Impl::write(const std::function<Result<void>(BatchBuilder&)>& build) {
  const std::lock_guard one_at_a_time(write_mutex);
  if (const auto why = fault()) return *why;
  const View now = view();  // the builder keeps a reference to it
  BatchBuilder builder(*database, now, state, names);
  if (Result<void> built = build(builder); !built) return built;
  if (builder.batch().Count() == 0) return {};
  if (Result<void> written = database->write(builder.batch()); !written) {
    return fail(written.error());
  }
  const std::lock_guard lock(state_mutex);
  state = std::move(builder.state());
  std::move(builder.new_names().begin(), builder.new_names().end(), std::back_inserter(names));
  return {};
}

Result<void> Store::sync() {
  if (!writable()) return {};
  const std::lock_guard one_at_a_time(impl_->sync_mutex);
  if (const auto fault = impl_->fault()) return *fault;
  const Testimony testimony = impl_->testimony();
  if (testimony == impl_->synced) return {};
  // A sync that failed may have lost what it should have written: trying again would only hide it.
  if (Result<void> done = impl_->database->sync_log(); !done) return impl_->fail(done.error());
  if (Result<void> done = impl_->witness->record(testimony); !done) {
    return impl_->fail(done.error());
  }
  impl_->synced = testimony;
  return {};
}

Result<void> Store::compact(std::atomic<bool>* stop) {
  if (!writable()) return Error{Errc::kBadInput, "the store was opened for reading only"};
  if (Result<void> synced = sync(); !synced) return synced;
  return impl_->database->compact(stop);
}

Testimony Store::Impl::testimony() const {
  const std::lock_guard lock(state_mutex);
  return {.batch = state.batch, .items = state.next_item - 1, .sightings = state.next_sighting - 1};
}

std::optional<Error> Store::Impl::fault() const {
  {
    const std::lock_guard lock(state_mutex);
    if (failure) return failure;
  }
  return database->fault();
}

Error Store::Impl::fail(Error error) {
  const std::lock_guard lock(state_mutex);
  if (!failure) failure = error;
  return error;
}

ItemNumber Store::next_item() const noexcept {
  const std::lock_guard lock(impl_->state_mutex);
  return impl_->state.next_item;
}

SightingNumber Store::next_sighting() const noexcept {
  const std::lock_guard lock(impl_->state_mutex);
  return impl_->state.next_sighting;
}

std::uint64_t Store::batch_number() const noexcept {
  const std::lock_guard lock(impl_->state_mutex);
  return impl_->state.batch;
}

std::uint64_t Store::chunk_secret() const noexcept { return impl_->secret; }

Result<std::uint64_t> Store::disk_bytes() const { return bytes_of_files(impl_->folder.path); }

}  // namespace storyfold::storage
