// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.info.PermissionInfo;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.blockgraph.shell.result.PermissionList;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Lists what is done with nodes. Stateless; any thread. */
@Component(service = PermissionsCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "permissions")
public final class PermissionsCommand {

    private static final String SUMMARY = "list who does what with nodes, and lets others do";

    private static final Syntax SYNTAX = Syntax.command("permissions", SUMMARY)
            .optional("NODE", "only what is done with this node, or a device's root node")
            .output()
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public PermissionsCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object permissions(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        BlockGraph graph = layer.graph();
        List<PermissionInfo> permissions = graph.editor().permissions();
        if (arguments.operand("NODE").isPresent()) {
            String node = graph.node(arguments.text("NODE")).name();
            permissions = permissions.stream().filter(each -> each.node().equals(node)).toList();
        }
        return Usage.output(arguments, new PermissionList(permissions));
    }
}
