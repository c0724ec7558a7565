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

/** Closes a device. Stateless; any thread. */
@Component(service = CloseCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "close")
public final class CloseCommand {

    private static final String SUMMARY = "flush and close a device and the nodes that nothing else uses";

    private static final Syntax SYNTAX = Syntax.command("close", SUMMARY)
            .operand("DEVICE", "the device")
            .flag("close even if it can't be flushed: what was not flushed is then lost", "--force")
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public CloseCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object close(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        String device = arguments.text("DEVICE");
        layer.graph().close(device, arguments.has("--force"));
        return new Done("closed", device);
    }
}
