#include "cli/commands.h"
#include "cli/sandbox.h"

#include <signal.h>
#include <stdio.h>

/* Commands that download have --parallel. */
static bool start_sandbox(struct cli_run *run) {
    struct placard_error error;
    const char *name = run->command->name;
    bool network = cli_option_named(name, "parallel") && !run->options.offline;
    if (cli_option_named(name, "sandbox") && !cli_sandbox_start(run->options.sandbox, network, &error)) {
        cli_say(&run->terminal, "%s", error.message);
        return false;
    }
    return true;
}

/* --help and --version answer before anything else is looked at. */
static int run_command(struct cli_run *run) {
    if (run->options.version) {
        printf("placard %s\n", placard_version());
        return CLI_DONE;
    }
    if (run->options.help) {
        cli_print_help(stdout, run->command);
        return CLI_DONE;
    }
    if (!run->command) {
        fputs("Usage: placard COMMAND [OPTION]... [INPUT]...\n"
              "See 'placard help' for what it can do.\n",
              stderr);
        return CLI_USAGE;
    }
    if (run->command->failure) {
        cli_memory_set_status(run->command->failure);
    }
    return start_sandbox(run) ? run->command->run(run) : CLI_USAGE;
}

int main(int argc, char **argv) {
    cli_claim_streams();
    /* A file larger than allowed is an error to report, as a full disk is. */
    signal(SIGXFSZ, SIG_IGN);
    struct cli_run run = {0};
    cli_terminal_init(&run.terminal, NULL);
    int status = CLI_USAGE;
    if (cli_parse(&run, argc, argv)) {
        cli_terminal_init(&run.terminal, run.options.color);
        status = run_command(&run);
    }
    if (!cli_close_output()) {
        bool own = run.command && run.command->failure;
        status = own ? run.command->failure : cli_status_worse(status, CLI_FAILED);
    }
    cli_list_finish(&run.options.bases);
    cli_list_finish(&run.options.font_dirs);
    cli_list_finish(&run.options.ignore);
    cli_list_finish(&run.options.samples);
    cli_list_finish(&run.options.retries);
    cli_list_finish(&run.options.outputs);
    cli_list_finish(&run.operands);
    return status;
}
