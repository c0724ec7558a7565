// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import java.util.Arrays;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockException;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Replaces a driver by a new version while its nodes carry I/O. Stateless; any thread. Gogo's help lists only
 * functions that are named as a method is, and no method has a hyphen in its name: so there is a second name.
 */
@Component(service = ReplaceDriverCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = {"replace-driver", "replaceDriver"})
public final class ReplaceDriverCommand {

    private static final String SUMMARY = "replace a driver by a new version while its nodes carry I/O";

    private static final Syntax SYNTAX = Syntax.command("replace-driver", SUMMARY)
            .operand("URL", "where the bundle with the new version is: a URL or a file")
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public ReplaceDriverCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it under its name with a hyphen: Gogo calls this for functions that no method is named as. */
    public Object _main(String... typed) throws BlockException {
        return replaceDriver(Arrays.copyOfRange(typed, 1, typed.length));
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object replaceDriver(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        String url = WorkingFolder.current().image(arguments, "URL", arguments.text("URL"));
        return layer.replacer().replace(url, System.out::println);
    }
}
