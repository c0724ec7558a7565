// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.blockgraph.shell.args.UsageException;
import org.blockgraph.shell.result.Opened;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Opens a device. Stateless; any thread. */
@Component(service = OpenCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "open")
public final class OpenCommand {

    private static final String SUMMARY = "open an image as a device";

    private static final Syntax SYNTAX = Syntax.command("open", SUMMARY)
            .operand("NAME", "the device's name to be")
            .operand("IMAGE", "the image; with --image-opts its options, as in driver=raw,file.filename=...")
            .value("FMT", "the format; guessed from the content unless given", "-f")
            .flag("refuse writes", "-r", "--read-only")
            .flag("take IMAGE as options", "--image-opts")
            .values("K=V,...", "further options, by the names of QMP's blockdev-add in dotted form", "-o")
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
        Map<String, String> options = options(arguments, WorkingFolder.current());
        boolean probed = !options.containsKey("driver");
        BlockGraph graph = layer.graph();
        BlockDevice device = graph.open(name, options);
        String format = graph.node(name).driver();
        return new Opened(name, format, probed, device.length(), device.readOnly());
    }

    private static Map<String, String> options(Arguments arguments, WorkingFolder folder)
            throws UsageException {
        Map<String, String> options = new LinkedHashMap<>();
        if (arguments.has("--image-opts")) {
            if (arguments.value("-f").isPresent()) {
                throw arguments.wrong("-f", "does not go with --image-opts; give driver=FMT there");
            }
            options.putAll(arguments.settings("IMAGE"));
        } else {
            options.put("filename", folder.image(arguments, "IMAGE", arguments.text("IMAGE")));
            arguments.value("-f").ifPresent(format -> options.put("driver", format));
        }
        if (arguments.has("-r")) {
            add(arguments, options, "-r", "read-only", "on");
        }
        for (Map.Entry<String, String> option : arguments.settingsOf("-o").entrySet()) {
            add(arguments, options, "-o", option.getKey(), option.getValue());
        }
        return options;
    }

    private static void add(
            Arguments arguments, Map<String, String> options, String argument, String key, String value)
            throws UsageException {
        String other = options.putIfAbsent(key, value);
        if (other != null && !other.equals(value)) {
            throw arguments.wrong(argument, key + '=' + value + " contradicts " + key + '=' + other);
        }
    }
}
