package io.hie.clusternode;

import picocli.CommandLine.Command;

/** {@code hie new}: skeletons. */
@Command(
    name = "new",
    mixinStandardHelpOptions = true,
    description = "Writes a skeleton to begin with.",
    subcommands = NewItemCommand.class)
final class NewCommand {}
