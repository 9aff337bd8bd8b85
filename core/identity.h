#pragma once
// The identity form of a text and the id made of it. Frozen: ids are stored, so this definition
// never changes (golden tests in tests/unit/core/identity_test.cc). Pure; safe from any thread.
#include <string>
#include <string_view>

#include "core/hash.h"
#include "core/stages.h"

namespace storyfold {

// The body with every run of white space (Unicode White_Space, so also U+3000) made one space, and
// none at either end. `body` is valid UTF-8 in NFC: extraction sees to that.
[[nodiscard]] std::string identity_form(std::string_view body);

// SHA-256 of the identity form: the item's id.
[[nodiscard]] Sha256 item_id(std::string_view body);

// First 128 bits of SHA-256 over the four parts, each preceded by its length as 8 bytes
// little-endian: the same record from the same source is the same sighting.
[[nodiscard]] SightingId sighting_id(std::string_view source, std::string_view record_id,
                                     std::string_view url, const Sha256& item);

[[nodiscard]] std::string to_hex(const SightingId& id);  // 32 digits
[[nodiscard]] std::string to_hex(StoryId id);            // 16 digits

}  // namespace storyfold
