// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.info.MapExtent;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.blockgraph.shell.result.ExtentList;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Lists where data lies. Stateless; any thread. */
@Component(service = MapCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "map")
public final class MapCommand {

    private static final String SUMMARY = "list where the data of a device lies";

    private static final Syntax SYNTAX = Syntax.command("map", SUMMARY)
            .operand("DEVICE", "the device")
            .value("OFFSET", "where to begin, 0 unless given", "-s", "--start-offset")
            .value("LENGTH", "how much to look at, all unless given", "-l", "--max-length")
            .output()
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public MapCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object map(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        BlockGraph graph = layer.graph();
        BlockDevice device = graph.device(arguments.text("DEVICE"));
        long end = device.length();
        long offset = arguments.sizeOf("-s", 0);
        if (offset > end) {
            throw arguments.wrong("-s", offset + " is beyond the end of " + device.name() + " at " + end);
        }
        long length = Math.min(arguments.sizeOf("-l", end), end - offset);
        List<MapExtent> extents = graph.map(device.name(), offset, length, MapExtent.MAX_RETURNED);
        if (extents.size() == MapExtent.MAX_RETURNED) {
            MapExtent last = extents.getLast();
            if (last.start() + last.length() < offset + length) {
                throw arguments.wrong("-l", "the range has more than " + MapExtent.MAX_RETURNED
                        + " runs; take it in parts, the first up to " + (last.start() + last.length()));
            }
        }
        return Usage.output(arguments, new ExtentList(extents));
    }
}
