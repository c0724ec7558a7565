// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockException;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.blockgraph.shell.result.Done;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Ends an export. Stateless; any thread. */
@Component(service = UnexportCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "unexport")
public final class UnexportCommand {

    private static final String SUMMARY = "end an export when its clients' requests are answered";

    private static final Syntax SYNTAX = Syntax.command("unexport", SUMMARY)
            .operand("NAME", "the export")
            .optional("ADDRESS", "at which address, where several have an export of the name")
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public UnexportCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object unexport(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        String name = arguments.text("NAME");
        String address = null;
        if (arguments.operand("ADDRESS").isPresent()) {
            address = ExportCommand.address(arguments, arguments.text("ADDRESS"));
        }
        layer.exports().unexport(name, address);
        return new Done("unexported", name);
    }
}
