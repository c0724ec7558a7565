// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import java.util.Map;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.blockgraph.shell.result.Opened;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Opens a device. Stateless; any thread. */
@Component(service = OpenCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "open")
public final class OpenCommand {

    private static final String SUMMARY = "open an image as a device";

    private static final Syntax SYNTAX = ImageOptions.declare(
                    Syntax.command("open", SUMMARY).operand("NAME", "the device's name to be"))
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public OpenCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object open(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        String name = arguments.text("NAME");
        Map<String, String> options = ImageOptions.of(arguments, WorkingFolder.current());
        boolean probed = !options.containsKey("driver");
        BlockGraph graph = layer.graph();
        BlockDevice device = graph.open(name, options);
        String format = graph.node(name).driver();
        return new Opened(name, format, probed, device.length(), device.readOnly());
    }
}
