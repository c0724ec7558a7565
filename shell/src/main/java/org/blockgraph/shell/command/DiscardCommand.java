// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.IoFlags;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.blockgraph.shell.result.Transfer;
import org.blockgraph.shell.transfer.WriteRun;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Discards bytes. Stateless; any thread. */
@Component(service = DiscardCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "discard")
public final class DiscardCommand {

    private static final String SUMMARY = "say that bytes are not needed any more";

    private static final Syntax SYNTAX = Syntax.command("discard", SUMMARY)
            .operand("DEVICE", "the device")
            .operand("OFFSET", "where to begin, in bytes or as 64k, 1M, 0x1000")
            .operand("LENGTH", "how many bytes")
            .flag("print nothing", "-q")
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public DiscardCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object discard(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        long offset = arguments.size("OFFSET");
        long length = arguments.size("LENGTH");
        BlockDevice device = layer.graph().device(arguments.text("DEVICE"));
        Transfer transfer = new WriteRun(device, offset, IoFlags.NONE).discard(length);
        return arguments.has("-q") ? null : transfer;
    }
}
