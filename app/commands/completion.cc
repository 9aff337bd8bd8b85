#include "app/completion.h"

#include <memory>
#include <string>

#include "app/cli.h"
#include "app/commands/command.h"
#include "app/exit_codes.h"

namespace storyfold::app {

void add_completion(CLI::App& app, Invocation& invocation) {
  auto shell = std::make_shared<std::string>();
  auto* command =
      add_command(app, "completion",
                  "The completion script of a shell. make install puts both where the shells look.",
                  "  source <(storyfold completion bash)\n"
                  "  storyfold completion zsh > ~/.zfunc/_storyfold\n");
  command->add_option("SHELL", *shell, "Which shell")
      ->type_name("bash|zsh")
      ->check(one_of({"bash", "zsh"}))
      ->required();
  command->callback([shell, &invocation] {
    invocation.loads_settings = false;
    invocation.run = [shell](Context& context) {
      const auto commands = describe_commands();
      context.out.write(*shell == "bash" ? bash_completion(commands) : zsh_completion(commands));
      return static_cast<int>(kExitOk);
    };
  });
}

}  // namespace storyfold::app
