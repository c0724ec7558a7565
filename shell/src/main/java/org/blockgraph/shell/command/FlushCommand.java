// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockException;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.blockgraph.shell.result.Done;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Flushes a device. Stateless; any thread. */
@Component(service = FlushCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "flush")
public final class FlushCommand {

    private static final String SUMMARY = "make every write that has completed durable";

    private static final Syntax SYNTAX = Syntax.command("flush", SUMMARY)
            .operand("DEVICE", "the device")
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public FlushCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object flush(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        BlockDevice device = layer.graph().device(arguments.text("DEVICE"));
        device.flush();
        return new Done("flushed", device.name());
    }
}
