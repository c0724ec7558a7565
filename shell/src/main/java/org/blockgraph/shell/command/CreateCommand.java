// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import java.util.Map;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.blockgraph.shell.args.UsageException;
import org.blockgraph.shell.result.Created;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes an image. Stateless; any thread. */
@Component(service = CreateCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "create")
public final class CreateCommand {

    private static final String SUMMARY = "make an image; an existing file is overwritten";

    private static final Syntax SYNTAX = Syntax.command("create", SUMMARY)
            .operand("FILE", "the image's file")
            .optional(
                    "SIZE",
                    "the virtual size, by default the backing file's; k, M, G, T, P, E multiply by 1024s")
            .value("FMT", "the format, raw unless given", "-f")
            .values("K=V,...", "options of the format; size=SIZE may stand here", "-o")
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public CreateCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object create(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        String file = WorkingFolder.current().image(arguments, "FILE", arguments.text("FILE"));
        String format = arguments.value("-f").orElse("raw");
        Map<String, String> options = arguments.settingsOf("-o");
        long wanted = size(arguments, options.remove("size"), options.containsKey("backing_file"));
        long size = layer.graph().create(format, file, wanted, options);
        return new Created(file, format, size, options);
    }

    private static long size(Arguments arguments, String option, boolean hasBacking) throws UsageException {
        if (option == null) {
            if (arguments.operand("SIZE").isEmpty() && hasBacking) {
                return BlockGraph.SIZE_OF_BACKING;
            }
            if (arguments.operand("SIZE").isEmpty()) {
                throw arguments.wrong("SIZE", "missing; usage: " + SYNTAX.synopsis());
            }
            return arguments.size("SIZE");
        }
        if (arguments.operand("SIZE").isPresent()) {
            throw arguments.wrong("SIZE", "given twice, here and as -o size=" + option);
        }
        return arguments.toSize("-o size", option);
    }
}
