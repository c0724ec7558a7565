// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import java.util.Map;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockException;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.blockgraph.shell.args.UsageException;
import org.blockgraph.shell.result.PlacedNode;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Opens a node another way. Stateless; any thread. */
@Component(service = ReopenCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "reopen")
public final class ReopenCommand {

    private static final String SUMMARY = "give a node other options while it is open";

    private static final Syntax SYNTAX = Syntax.command("reopen", SUMMARY)
            .operand("NODE", "a node or a device")
            .flag("refuse writes from now on", "-r", "--read-only")
            .flag("take writes from now on", "-w", "--read-write")
            .values("K=V,...", "other options; K= for the default, CHILD=NODE for another child", "-o")
            .build();

    private static final String READ_ONLY = "read-only";

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public ReopenCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object reopen(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        String node = arguments.text("NODE");
        Map<String, String> options = arguments.settingsOf("-o");
        access(arguments, options);
        if (options.isEmpty()) {
            throw arguments.wrong("NODE", "nothing to change; give -r, -w or -o");
        }
        return new PlacedNode("reopened", layer.graph().editor().reopen(node, options), false, "");
    }

    private static void access(Arguments arguments, Map<String, String> options) throws UsageException {
        if (arguments.has("-r") && arguments.has("-w")) {
            throw arguments.wrong("-w", "does not go with -r");
        }
        String option = arguments.has("-r") ? "-r" : "-w";
        if (!arguments.has(option)) {
            return;
        }
        if (options.containsKey(READ_ONLY)) {
            throw arguments.wrong(option, "is said by -o " + READ_ONLY + "=... already");
        }
        options.put(READ_ONLY, option.equals("-r") ? "on" : "off");
    }
}
