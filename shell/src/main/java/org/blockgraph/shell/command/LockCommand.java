// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.info.HistoryEntry;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.blockgraph.shell.result.History;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the graph lock and what has changed. Stateless; any thread. */
@Component(service = LockCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "lock")
public final class LockCommand {

    private static final String SUMMARY = "show who reads, writes and waits, or what has changed";

    private static final int DEFAULT_CHANGES = 20;

    private static final Syntax SYNTAX = Syntax.command("lock", SUMMARY)
            .flag("list changes of the graph instead: who came or went, what it cost", "--history")
            .value("COUNT", "with --history, how many; the last " + DEFAULT_CHANGES + " unless given", "-n")
            .flag("show the stacks of readers too, which is slow", "--stacks")
            .output()
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public LockCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object lock(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        if (!arguments.has("--history")) {
            if (arguments.has("-n")) {
                throw arguments.wrong("-n", "goes only with --history");
            }
            return Usage.output(arguments, layer.graph().lock(arguments.has("--stacks")));
        }
        if (arguments.has("--stacks")) {
            throw arguments.wrong("--stacks", "does not go with --history");
        }
        int count = arguments.countOf("-n", DEFAULT_CHANGES);
        List<HistoryEntry> entries = layer.graph().history();
        int first = Math.max(0, entries.size() - count);
        return Usage.output(arguments, new History(entries.subList(first, entries.size())));
    }
}
