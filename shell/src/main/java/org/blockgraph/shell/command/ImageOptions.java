// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.blockgraph.shell.args.UsageException;

/** How an image that is to be opened is typed: its name and what else has to be said of it. */
final class ImageOptions {

    private static final String IMAGE =
            "the image; with --image-opts its options, as in driver=raw,file.filename=...";
    private static final String OPTIONS =
            "further options, by the names of QMP's blockdev-add in dotted form";

    private ImageOptions() {}

    /** Adds the operand IMAGE and the options to a command's syntax. */
    static Syntax.Builder declare(Syntax.Builder syntax) {
        return syntax
                .operand("IMAGE", IMAGE)
                .value("FMT", "the format; guessed from the content unless given", "-f")
                .flag("refuse writes", "-r", "--read-only")
                .flag("take IMAGE as options", "--image-opts")
                .values("K=V,...", OPTIONS, "-o");
    }

    /** Returns what was typed as the block layer's options. */
    static Map<String, String> of(Arguments arguments, WorkingFolder folder) throws UsageException {
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
