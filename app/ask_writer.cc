#include "app/ask_writer.h"

#include <string>
#include <utility>

#include "app/context.h"
#include "app/crawl/control.h"
#include "app/crawl/messages.h"
#include "app/exit_codes.h"

namespace storyfold::app {

WriterAnswer ask_writer(const config::Settings& settings, const Error& locked, Json request,
                        const std::function<void(const Json&)>& line) {
  request["store"] = meant_store(settings.store);
  auto last =
      ask_daemon(settings.crawl.socket, request, line, [] { return StopSignals::requested(); });
  WriterAnswer answer;
  if (!last) {
    answer.trouble = Error{locked.code, locked.what + "; " + last.error().what};
    answer.code = exit_code(locked.code);
    return answer;
  }
  answer.code = last->value("exit", int{kExitStore});
  if (std::string refused = text_of(*last, "error"); !refused.empty()) {
    answer.trouble = Error{Errc::kBadInput, std::move(refused)};
    return answer;
  }
  answer.last = *std::move(last);
  return answer;
}

}  // namespace storyfold::app
