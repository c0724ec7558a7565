// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockException;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.blockgraph.shell.result.ExportList;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Lists exports. Stateless; any thread. */
@Component(service = ExportsCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "exports")
public final class ExportsCommand {

    private static final String SUMMARY = "list exports with their clients, rates and latencies";

    private static final Syntax SYNTAX = Syntax.command("exports", SUMMARY)
            .output()
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public ExportsCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object exports(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        return Usage.output(arguments, new ExportList(layer.exports().exports()));
    }
}
