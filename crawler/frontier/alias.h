#pragma once
// Which addresses of a host are other forms of pages that are known: those of a mobile host, of a
// print path, with one more parameter, with other words around one id. Learned from pairs that
// turned out to have the same text; after three of a form the next ones need not be asked for.
// Pure; a value.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace storyfold::crawler::frontier {

inline constexpr std::uint8_t kPairsBelieved = 3;
inline constexpr std::size_t kMostAliasForms = 16;  // of one host

// The address without the words that stand around the id of its article: "/news/1047001.html" of
// "/news/evening-ferry-1047001.html". "" when it has no such id, or no words.
[[nodiscard]] std::string without_slug(std::string_view url);

class AliasForms {
 public:
  // The page of `alias`, of this host, has the text that stands at `original`, of any host. Nothing
  // is learned of pairs that differ in more than the host and one segment of the path, one
  // parameter or the end of the name, or in the words around an id. In crawl form, both.
  void confirm(std::string_view alias, std::string_view original);
  // It has another text: what made it look like an alias is forgotten.
  void contradict(std::string_view alias, std::string_view original);

  // Where the page of `url` stands, if it is an alias; by forms that are believed.
  [[nodiscard]] std::vector<std::string> originals_of(std::string_view url) const;
  // The same by forms that are not believed yet, too: what a visit may contradict.
  [[nodiscard]] std::vector<std::string> suspected_originals_of(std::string_view url) const;

  // Whether addresses of this host that are alike without_slug() are aliases of each other.
  [[nodiscard]] bool words_are_free() const;

  // One address in sixteen is asked for all the same, so that an outlet that changes its ways is
  // noticed. Always the same ones.
  [[nodiscard]] static bool is_asked_anyway(std::string_view url);

  // decode: none when they are no such bytes.
  [[nodiscard]] std::string encode() const;
  [[nodiscard]] static std::optional<AliasForms> decode(std::string_view bytes);

  bool operator==(const AliasForms&) const = default;

 private:
  struct Form {
    std::string origin;  // of the originals
    // What to take off the alias: "" nothing, "/print" a segment, "?print=1" a parameter, "~_m" the
    // end of the name, "*" the words around the id, which the original has as well.
    std::string less;
    std::uint8_t pairs = 0;
    bool operator==(const Form&) const = default;
  };

  [[nodiscard]] std::vector<std::string> originals(std::string_view url, std::uint8_t pairs) const;

  std::vector<Form> forms_;  // in order of first confirmation
};

}  // namespace storyfold::crawler::frontier
