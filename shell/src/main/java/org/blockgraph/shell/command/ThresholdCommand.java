// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.GraphEditor;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.blockgraph.shell.result.Threshold;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Says which writes to a node are told of. Stateless; any thread. */
@Component(service = ThresholdCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "threshold")
public final class ThresholdCommand {

    private static final String SUMMARY = "be told of the first write beyond an offset of a node";

    private static final Syntax SYNTAX = Syntax.command("threshold", SUMMARY)
            .operand("NODE", "a node or a device")
            .optional("OFFSET", "where writes end at most; 0 for anywhere; shown when left out")
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public ThresholdCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object threshold(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        GraphEditor editor = layer.graph().editor();
        String node = arguments.text("NODE");
        long now = editor.writeThreshold(node);
        long wanted = arguments.size("OFFSET", now);
        if (wanted != now) {
            editor.writeThreshold(node, wanted);
        }
        return new Threshold(node, wanted);
    }
}
