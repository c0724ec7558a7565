// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.apache.felix.service.command.Descriptor;
import org.junit.jupiter.api.Test;

/** What users read of a command is what the command does. */
class ManualTest {

    private static final Path MANUAL = Path.of("..", "docs", "shell.md");

    @Test
    void theManualHasEveryCommandsUsageWordForWord() throws Exception {
        String manual = Files.readString(MANUAL);
        try (GogoShell shell = new GogoShell(Path.of("/"))) {
            for (String function : GogoShell.commands(shell.layer).keySet()) {
                String usage = shell.shows("block:" + function + " --help");
                assertTrue(
                        manual.contains(usage), () -> MANUAL + " lacks this, or has it otherwise:\n" + usage);
            }
        }
    }

    /** Gogo's help lists a function that has a method of its name, and prints the method's description. */
    @Test
    void gogosHelpDescribesEveryCommand() throws Exception {
        try (GogoShell shell = new GogoShell(Path.of("/"))) {
            for (Map.Entry<String, Object> command : GogoShell.commands(shell.layer).entrySet()) {
                String function = command.getKey();
                if (function.contains("-")) {
                    continue;
                }
                Method method = Arrays.stream(command.getValue().getClass().getMethods())
                        .filter(candidate -> candidate.getName().equals(function))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(function + ": no method for Gogo's help"));
                String summary = method.getAnnotation(Descriptor.class).value();
                String usage = shell.shows("block:" + function + " --help").lines().findFirst().orElseThrow();
                assertEquals(summary, usage.substring(usage.indexOf(" - ") + 3));
            }
        }
    }
}
