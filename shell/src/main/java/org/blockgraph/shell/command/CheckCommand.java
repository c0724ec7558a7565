// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.info.CheckInfo;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.blockgraph.shell.format.BlockConverter;
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
    public Object check(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        String node = arguments.text("NODE");
        CheckInfo found = layer.graph().check(node);
        Object shown = Usage.output(arguments, found);
        if (found.corruptions() == 0 && found.leaks() == 0) {
            return shown;
        }
        // the findings are output, the failure is for whoever called: a result can't be both
        System.out.println(new BlockConverter().format(shown, Converter.INSPECT, null));
        String counts = "corruptions: " + found.corruptions() + ", leaks: " + found.leaks();
        throw new BlockException(BlockError.CORRUPT, node, node + ": the check found " + counts);
    }
}
