// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.blockgraph.shell.args.UsageException;
import org.blockgraph.shell.result.Resized;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Changes the size of a node. Stateless; any thread. */
@Component(service = ResizeCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "resize")
public final class ResizeCommand {

    private static final String SUMMARY = "change the size of a device or a node";

    private static final Syntax SYNTAX = Syntax.command("resize", SUMMARY)
            .operand("NODE", "a device or a node")
            .operand("SIZE", "the new size; +SIZE grows it, -SIZE shrinks it by so much")
            .flag("make it smaller: what is beyond the new end is lost", "--shrink")
            .flag("print nothing", "-q")
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public ResizeCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object resize(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        String name = arguments.text("NODE");
        BlockGraph graph = layer.graph();
        String root = Usage.rootOf(graph, name);
        long before = graph.node(root).length();
        long wanted = size(arguments, before);
        if (wanted < before && !arguments.has("--shrink")) {
            throw arguments.wrong(
                    "SIZE",
                    wanted + " is less than the " + before + " bytes of " + name
                            + ", and what is beyond would be lost; with --shrink it may be");
        }
        NodeInfo node = graph.editor().resize(root, wanted);
        return arguments.has("-q") ? null : new Resized(name, before, node.length());
    }

    private static long size(Arguments arguments, long before) throws UsageException {
        String text = arguments.text("SIZE");
        boolean more = text.startsWith("+");
        boolean less = text.startsWith("-");
        if (!more && !less) {
            return arguments.size("SIZE");
        }
        long change = arguments.toSize("SIZE", text.substring(1));
        if (less && change > before) {
            throw arguments.wrong("SIZE", "'" + text + "' takes more than the " + before + " bytes there");
        }
        if (more && change > Long.MAX_VALUE - before) {
            throw arguments.wrong("SIZE", "'" + text + "' makes more than " + Long.MAX_VALUE + " bytes");
        }
        return less ? before - change : before + change;
    }
}
