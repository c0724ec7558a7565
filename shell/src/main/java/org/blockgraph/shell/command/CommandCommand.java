// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockException;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Gives a command to a node's driver. Stateless; any thread. */
@Component(service = CommandCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "command")
public final class CommandCommand {

    private static final String SUMMARY = "give a command to a node's driver";

    private static final Syntax SYNTAX = Syntax.command("command", SUMMARY)
            .operand("NODE", "a node or a device")
            .operand("COMMAND", "the driver's command with its arguments, between apostrophes")
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public CommandCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it; what the driver answers is the value, nothing where it answers nothing. */
    @Descriptor(SUMMARY)
    public Object command(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        List<String> words = List.of(arguments.text("COMMAND").strip().split("\\s+"));
        String answer = layer.graph().command(arguments.text("NODE"), words);
        return answer.isEmpty() ? null : answer;
    }
}
