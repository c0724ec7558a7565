// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.launcher;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the user asked for.
 *
 * @param lines the lines of {@code -c}, in order
 * @param headless whether the appliance stays up without a prompt
 * @param cache the folder that the framework keeps its state in, or null for one of the appliance's own
 * @param properties framework properties that override those of the configuration
 */
record CommandLine(List<String> lines, boolean headless, Path cache, Map<String, String> properties) {

    /** The most lines that one command may give. */
    static final int MAX_LINES = 1000;

    /** Whether somebody sits at a prompt. */
    boolean interactive() {
        return lines.isEmpty() && !headless;
    }

    /**
     * Reads the arguments.
     *
     * @throws UsageException if one is unknown or lacks its value
     */
    static CommandLine parse(String... arguments) throws UsageException {
        List<String> lines = new ArrayList<>();
        Map<String, String> properties = new LinkedHashMap<>();
        boolean headless = false;
        Path cache = null;
        Deque<String> rest = new ArrayDeque<>(List.of(arguments));
        while (!rest.isEmpty()) {
            String option = rest.remove();
            switch (option) {
                case "-c" -> lines.add(value(option, "LINE", rest));
                case "--headless" -> headless = true;
                case "--cache" -> cache = Path.of(value(option, "DIR", rest));
                case "-D" -> putProperty(properties, value(option, "KEY=VALUE", rest));
                default -> {
                    if (!option.startsWith("-D")) {
                        throw new UsageException("unknown argument '" + option + "': see --help");
                    }
                    putProperty(properties, option.substring(2));
                }
            }
        }
        if (lines.size() > MAX_LINES) {
            throw new UsageException("-c was given " + lines.size() + " times, at most " + MAX_LINES
                    + " are taken: put the lines into a file and give -c 'source FILE'");
        }
        return new CommandLine(List.copyOf(lines), headless, cache, Map.copyOf(properties));
    }

    private static String value(String option, String what, Deque<String> rest) throws UsageException {
        if (rest.isEmpty()) {
            throw new UsageException(option + " needs a value: " + option + " " + what);
        }
        return rest.remove();
    }

    private static void putProperty(Map<String, String> properties, String pair) throws UsageException {
        int equals = pair.indexOf('=');
        if (equals <= 0) {
            throw new UsageException("-D needs KEY=VALUE, not '" + pair + "'");
        }
        properties.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
}
