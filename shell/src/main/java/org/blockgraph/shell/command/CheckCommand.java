// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.info.CheckInfo;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Checks an image. Stateless; any thread. */
@Component(service = CheckCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "check")
public final class CheckCommand {

    private static final String SUMMARY = "check a node's image; errors make the command fail";

    private static final Syntax SYNTAX = Syntax.command("check", SUMMARY)
            .operand("NODE", "a node or a device")
            .output()
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public CheckCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object check(CommandSession session, @Descriptor(Usage.HINT) String... typed)
            throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        String node = arguments.text("NODE");
        CheckInfo found = layer.graph().check(node);
        if (found.corruptions() == 0 && found.leaks() == 0) {
            return Usage.output(arguments, found);
        }
        // the findings are output, the failure is for whoever called: a result can't be both
        System.out.println(session.format(Usage.output(arguments, found), Converter.INSPECT));
        String counts = found.corruptions() + " corruptions and " + found.leaks() + " leaks were found";
        throw new BlockException(BlockError.CORRUPT, node, node + ": " + counts);
    }
}
