package dev.moderato;

import picocli.CommandLine.Command;

/** What can be done with policies before they go live. */
@Command(name = "policy", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND",
    description = "Works on policies before they go live.",
    subcommands = {PolicyCheckCommand.class, PolicyReplayCommand.class})
class PolicyCommand {
}
