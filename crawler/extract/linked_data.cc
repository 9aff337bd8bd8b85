#include "crawler/extract/clues.h"

namespace storyfold::crawler::extract {

LinkedData read_linked_data(const std::vector<std::string>&) { return {}; }

}  // namespace storyfold::crawler::extract
